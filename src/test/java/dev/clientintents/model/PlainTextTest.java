package dev.clientintents.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 7, 8, 0xB, 0xD, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0xAD, 0x200E, 0x202E, 0x2028, 0x2029, 0x2066, 0xFEFF,
                0xE0041
            })
    void whatMovesTheCursorTurnsTextOrCannotBeSeenIsEscaped(int character) {
        String text = "a" + Character.toString(character) + "b";

        assertThat(PlainText.oneLine(text)).matches("a(\\\\u[0-9A-F]{4}){1,2}b");
        assertThat(PlainText.lines(text)).isEqualTo(PlainText.oneLine(text));
    }

    @Test
    void lineFeedsAndTabsStandOnlyInTextOfSeveralLines() {
        assertThat(PlainText.oneLine("a\n::error::b\tc")).isEqualTo("a\\u000A::error::b\\u0009c");
        assertThat(PlainText.lines("a\nb\tc\u001b")).isEqualTo("a\nb\tc\\u001B");
    }

    @Test
    void everythingElseStaysAsItIs() {
        String text = "größe 名前 😀 a=\"b\" \\ ~";

        assertThat(PlainText.oneLine(text)).isEqualTo(text);
        assertThat(PlainText.oneLine("😀\ud83d")).isEqualTo("😀\\uD83D");
    }
}
