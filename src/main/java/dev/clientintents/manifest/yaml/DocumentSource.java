package dev.clientintents.manifest.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Cuts a stream into its documents, at lines that begin with {@code ---} and between values of JSON, so that an error
 * ends with its document. It reads on demand and holds only a small buffer.
 */
public final class DocumentSource {

    private static final int BUFFER = 16 * 1024;
    private static final int LOOK_AHEAD = 4;

    private static final String MARKER = "---";

    /**
     * The characters next to which a tab separates tokens of JSON: it means the same as a space, but the parser refuses
     * it.
     */
    private static final String SEPARATORS = " \n\r,:{[}]";

    /** The characters after which a tab may be an indentation, which YAML forbids. */
    private static final String INDENTATION = " -?";

    private static final String OPENING = "{[";
    private static final char REPLACEMENT = '\uFFFD';

    /** The most characters of one value; a longer one is refused, because the API server takes no larger requests. */
    private static final int LONGEST_VALUE = 3 << 20;

    private static final long LONGEST_STREAM = 512L << 20;

    private final InputStream in;
    private final ByteBuffer bytes;
    private final CharBuffer characters;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);

    private boolean endOfBytes;
    private boolean endOfCharacters;
    private long count;
    private int line = 1;
    private boolean lineBegins = true;
    private boolean documentBegins;
    private boolean afterCarriageReturn;
    private int budget = LONGEST_VALUE;
    private int startLine = 1;
    private boolean malformed;
    private int templateLine;
    private char previous;
    private char first;
    private JsonEnd end = new JsonEnd();

    public DocumentSource(InputStream in) {
        this.in = in;
        this.bytes = ByteBuffer.allocate(BUFFER).limit(0);
        this.characters = CharBuffer.allocate(BUFFER).limit(0);
        if (available() && characters.get(characters.position()) == '\uFEFF') {
            characters.get();
        }
    }

    /**
     * Moves to the next document, past what is left of the current one, and returns false where the stream has ended.
     */
    public boolean next() {
        skip();
        documentBegins = true;
        startLine = line;
        templateLine = 0;
        previous = 0;
        first = 0;
        budget = LONGEST_VALUE;
        end = new JsonEnd();
        return available();
    }

    private void skip() {
        while (count > 0 && !ends()) {
            nextCharacter();
        }
    }

    /** Returns the line of the stream on which the document begins, counted from 1. */
    int startLine() {
        return startLine;
    }

    /** Returns the line up to which it has been read, counted from 1. */
    int line() {
        return line;
    }

    /** Returns the first line so far, within this document, that holds template syntax; 0 for none. */
    int templateLine() {
        return templateLine;
    }

    /** Notes that a value ended, so that the next one may be long again. */
    void valueEnded() {
        budget = LONGEST_VALUE;
    }

    /** Returns a reader of the document, up to its end. */
    Reader reader() {
        return new Reader() {

            @Override
            public int read(char[] into, int offset, int length) {
                int filled = 0;
                while (filled < length) {
                    filled += plain(into, offset + filled, length - filled);
                    int character = filled < length ? DocumentSource.this.read() : -1;
                    if (character < 0) {
                        break;
                    }
                    into[offset + filled++] = (char) character;
                }
                return filled == 0 && length > 0 ? -1 : filled;
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Returns an upper bound of the number of characters to the end of the document, itself at most {@code most}. It is
     * exact where the next marker has been read ahead already, as it has for most documents.
     */
    int length(int most) {
        char[] text = characters.array();
        int start = characters.position();
        int last = characters.limit() - MARKER.length();
        for (int i = start; i < last; i++) {
            if (text[i] == '\n' && isMarker(i + 1)) {
                return Math.min(i + 1 - start, most);
            }
        }
        return endOfCharacters ? Math.min(characters.remaining(), most) : most;
    }

    /**
     * Reads characters that matter only to the parser, and ends of lines after which no marker can stand, and returns
     * the number of these characters.
     */
    private int plain(char[] into, int offset, int length) {
        if (lineBegins || documentBegins || first == 0 || !end.isElsewhere()) {
            return 0;
        }
        char[] text = characters.array();
        int start = characters.position();
        int after = start + Math.min(Math.min(length, characters.remaining()), budget);
        int place = start;
        while (place < after) {
            char character = text[place];
            if (character == '\n') {
                if (place + 1 == after || text[place + 1] == MARKER.charAt(0)) {
                    break;
                }
                line++;
            } else if (character < ' ' || character == '{' || character == REPLACEMENT) {
                break;
            }
            place++;
        }
        int read = place - start;
        if (read > 0) {
            System.arraycopy(text, start, into, offset, read);
            characters.position(place);
            count += read;
            budget -= read;
            previous = into[offset + read - 1];
            lineBegins = previous == '\n';
        }
        return read;
    }

    /** Returns the next character of the document; negative at its end. */
    private int read() {
        if (ends()) {
            return -1;
        }
        char character = nextCharacter();
        if (--budget < 0) {
            throw new Unreadable(line, "a value is longer than " + (LONGEST_VALUE >> 20) + " MiB");
        }
        if (character == '\0') {
            throw new Unreadable(line, "this is binary or UTF-16, not UTF-8 text");
        }
        if (character == REPLACEMENT && malformed) {
            throw new Unreadable(line, "the text is not UTF-8");
        }
        if (character == '{' && previous == '{' && templateLine == 0) {
            templateLine = line;
        }
        if (first == 0 && !Character.isWhitespace(character)) {
            first = character;
        }
        boolean separates = character == '\t' && SEPARATORS.indexOf(previous) >= 0 && OPENING.indexOf(first) >= 0;
        previous = separates || (character == '\t' && isWhiteSpace()) ? ' ' : character;
        return previous;
    }

    /**
     * Returns whether the tab that was just read only keeps apart what is before and after it in the line, or is not the
     * last of several. The last tab before the first text of a line, and before what follows {@code -}, could be an
     * indentation: that is the parser's to judge.
     */
    private boolean isWhiteSpace() {
        if (characters.hasRemaining() && characters.get(characters.position()) == '\t') {
            return true;
        }
        char[] text = characters.array();
        for (int i = characters.position() - 2; i >= 0 && text[i] != '\n' && text[i] != '\r'; i--) {
            if (INDENTATION.indexOf(text[i]) < 0) {
                return true;
            }
        }
        return false;
    }

    private boolean ends() {
        return !available()
                || (lineBegins && !documentBegins && atMarker())
                || end.isBefore(characters.get(characters.position()));
    }

    private char nextCharacter() {
        documentBegins = false;
        char character = characters.get();
        end.accept(character);
        count++;
        if (character == '\r' || (character == '\n' && !afterCarriageReturn)) {
            line++;
        }
        afterCarriageReturn = character == '\r';
        lineBegins = character == '\n' || afterCarriageReturn;
        return character;
    }

    private boolean atMarker() {
        while (characters.remaining() < LOOK_AHEAD && fill()) {
            // until there is enough to tell, or no more
        }
        return isMarker(characters.position());
    }

    /** Returns whether a marker begins at that place of the buffer. */
    private boolean isMarker(int start) {
        int after = start + MARKER.length();
        if (after > characters.limit()) {
            return false;
        }
        for (int i = 0; i < MARKER.length(); i++) {
            if (characters.get(start + i) != MARKER.charAt(i)) {
                return false;
            }
        }
        return after == characters.limit() || Character.isWhitespace(characters.get(after));
    }

    private boolean available() {
        while (!characters.hasRemaining()) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** Decodes more characters, and returns false where there are no more. */
    private boolean fill() {
        if (endOfCharacters) {
            return false;
        }
        if (count > LONGEST_STREAM) {
            endOfCharacters = true;
            throw new Unreadable(line, "the input is larger than " + (LONGEST_STREAM >> 20) + " MiB");
        }
        readBytes();
        characters.compact();
        CoderResult result = decoder.decode(bytes, characters, endOfBytes);
        if (result.isError()) {
            bytes.position(bytes.position() + result.length());
            characters.put(REPLACEMENT);
            malformed = true;
        } else if (endOfBytes && result.isUnderflow()) {
            endOfCharacters = true;
        }
        characters.flip();
        return characters.hasRemaining() || !endOfCharacters;
    }

    private void readBytes() {
        bytes.compact();
        try {
            if (!endOfBytes && bytes.hasRemaining()) {
                int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
                if (read < 0) {
                    endOfBytes = true;
                } else {
                    bytes.position(bytes.position() + read);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes.flip();
    }
}
