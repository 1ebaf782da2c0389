package dev.clientintents.learn.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    private final List<String> lines = new ArrayList<>();
    private int tooLong;

    @Test
    void linesHaveNoEndsAndBlankOnesAreNone() throws IOException {
        read("one\n\n  two \r\n\t\nthree".getBytes(StandardCharsets.UTF_8), 3);

        assertThat(lines).containsExactly("one", "two", "three");
        assertThat(tooLong).isZero();
    }

    @Test
    void linesAreReadWhereverTheStreamPauses() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("line ").append(i).append(" ü".repeat(i % 7)).append('\n');
        }
        for (int step : new int[] {1, 7, 65_536, 1 << 20}) {
            lines.clear();
            read(text.toString().getBytes(StandardCharsets.UTF_8), step);

            assertThat(lines).containsExactlyElementsOf(text.toString().lines().toList());
        }
    }

    @Test
    void aLineThatIsTooLongIsReadPast() throws IOException {
        byte[] text = new byte[LineReader.LONGEST + 100_000];
        Arrays.fill(text, (byte) 'x');
        System.arraycopy("before\n".getBytes(StandardCharsets.UTF_8), 0, text, 0, 7);
        System.arraycopy("\nafter".getBytes(StandardCharsets.UTF_8), 0, text, text.length - 6, 6);

        read(text, 1 << 16);

        assertThat(lines).containsExactly("before", "after");
        assertThat(tooLong).isOne();
    }

    @Test
    void aLastLineThatIsTooLongIsCounted() throws IOException {
        byte[] text = new byte[LineReader.LONGEST + 1];
        Arrays.fill(text, (byte) 'x');

        read(text, 1 << 16);

        assertThat(lines).isEmpty();
        assertThat(tooLong).isOne();
    }

    private void read(byte[] bytes, int step) throws IOException {
        InputStream in = new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(step, length));
            }
        };
        new LineReader(in)
                .read(
                        (buffer, from, to) -> lines.add(new String(buffer, from, to - from, StandardCharsets.UTF_8)),
                        () -> tooLong++);
    }
}
