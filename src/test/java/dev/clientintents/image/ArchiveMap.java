package dev.clientintents.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Java says of an archive that it has written: where its objects are, and where among them a time stands.
 *
 * @param headerSize bytes of the archive's header
 * @param objects the position of the objects in the file
 * @param objectsSize how many bytes they take
 * @param objectsChecksum the CRC-32 of these bytes, as the header states it
 * @param times when each soft reference was last used, and the clock from which they have it
 */
record ArchiveMap(int headerSize, long objects, int objectsSize, int objectsChecksum, List<Time> times) {

    /**
     * A number of eight bytes.
     *
     * @param position where it is in the file
     * @param milliseconds since the machine was booted
     */
    record Time(long position, long milliseconds) {}

    private static final Pattern NUMBER = Pattern.compile("- (\\w+): +(0x[0-9a-f]+|\\d+)");
    private static final Pattern START = Pattern.compile("\\[heap +(0x[0-9a-f]+) - .*");
    private static final Pattern OBJECT = Pattern.compile("(0x[0-9a-f]+): @@ Object \\(0x[0-9a-f]+\\) (.*)");
    private static final Pattern FIELD =
            Pattern.compile(" - private (?:static )?'(timestamp|clock)' 'J' @(\\d+) +(\\d+) .*");
    private static final String REFERENT = " - private 'referent' 'Ljava/lang/Object;' ";
    private static final String CLASS = "java.lang.Class Ljava/lang/ref/SoftReference;";

    /** The option that has Java write it. Without a size, Java would keep only the end of it. */
    static String option(String file) {
        return "-Xlog:aot+map=debug,aot+map+oops=trace:file=" + file + ":none:filesize=0";
    }

    /** Reads what Java has written; a line that is looked for and is not there fails. */
    static ArchiveMap read(Path map) throws IOException {
        var reader = new Reader();
        try (Stream<String> lines = Files.lines(map, StandardCharsets.ISO_8859_1)) {
            lines.forEach(reader::read);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return reader.result();
    }

    /**
     * Goes through the lines: the header, the regions, one of which holds the objects, and each object with its fields.
     */
    private static final class Reader {

        private final Map<String, Long> header = new HashMap<>();
        private final Map<String, Long> region = new HashMap<>();
        private final List<Time> times = new ArrayList<>();
        private Map<String, Long> numbers = header;
        private long start;
        private long object;
        private boolean hasTime;

        void read(String line) {
            if (line.startsWith("- ")) {
                match(NUMBER, line, it -> numbers.putIfAbsent(it.group(1), Long.decode(it.group(2))));
            } else if (line.startsWith("====")) {
                numbers = line.endsWith("\"hp\"") ? region : new HashMap<>();
            } else if (line.startsWith("[heap ")) {
                match(START, line, it -> start = Long.decode(it.group(1)));
            } else if (line.contains(": @@ Object (")) {
                match(OBJECT, line, it -> {
                    object = Long.decode(it.group(1));
                    hasTime = it.group(2).startsWith(CLASS);
                });
            } else if (line.startsWith(REFERENT)) {
                hasTime = true;
            } else if (hasTime && line.contains(" 'J' @")) {
                match(
                        FIELD,
                        line,
                        it -> times.add(new Time(
                                number(region, "file_offset") + object - start + Long.parseLong(it.group(2)),
                                Long.parseLong(it.group(3)))));
            }
        }

        private static void match(Pattern pattern, String line, Consumer<Matcher> then) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.lookingAt()) {
                then.accept(matcher);
            }
        }

        private static long number(Map<String, Long> numbers, String name) {
            Long number = numbers.get(name);
            if (number == null) {
                throw new IllegalStateException("the map of the archive does not say '" + name + "'");
            }
            return number;
        }

        ArchiveMap result() {
            if (times.isEmpty()) {
                throw new IllegalStateException("the map of the archive does not say where a time stands");
            }
            return new ArchiveMap(
                    (int) number(header, "header_size"),
                    number(region, "file_offset"),
                    (int) number(region, "used"),
                    (int) number(region, "crc"),
                    List.copyOf(times));
        }
    }
}
