package dev.clientintents.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class OperatorCommandTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --enforcement=strict               | --enforcement must be shadow, local or active, not strict
            --consent=maybe                    | --consent must be open or required, not maybe
            --entrances-declared=scrapes,doors | --entrances-declared must list routes, load-balancers, scrapes or api-server, not doors
            """)
    void aValueThatIsNotValidIsToldInOneLine(String option, String message) {
        PrintStream usual = System.err;
        var told = new ByteArrayOutputStream();
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = new CommandLine(new OperatorCommand()).execute(option);
        } finally {
            System.setErr(usual);
        }

        assertThat(code).isEqualTo(2);
        assertThat(told.toString(StandardCharsets.UTF_8).strip()).isEqualTo(message);
    }
}
