package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ListPageTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void whoManagesWhichFieldIsLeftOutAndNothingElse() throws IOException {
        ListPage page = ListPage.of("""
                {"kind": "PodList", "metadata": {"resourceVersion": "7"}, "items": [
                  {"metadata": {"name": "web", "managedFields": [{"fieldsV1": {"f:metadata": {}}}], "labels": {"managedFields": "x"}},
                   "spec": {"managedFields": [1], "texts": ["a", "\\u00e4 \\" \\\\"], "big": 12345678901234567890, "small": 1.10}}]}
                """);

        assertThat(JSON.readTree(page.json())).isEqualTo(JSON.readTree("""
                {"kind": "PodList", "metadata": {"resourceVersion": "7"}, "items": [
                  {"metadata": {"name": "web", "labels": {"managedFields": "x"}},
                   "spec": {"managedFields": [1], "texts": ["a", "\\u00e4 \\" \\\\"], "big": 12345678901234567890, "small": 1.10}}]}
                """));
    }

    @Test
    void theNextPageIsThatOfTheListAndNotOfAnObject() throws IOException {
        assertThat(next("{\"metadata\": {\"continue\": \"abc==\"}, \"items\": []}"))
                .isEqualTo("abc==");
        // of custom resources the list's metadata comes last
        assertThat(next("{\"items\": [{\"metadata\": {}}], \"metadata\": {\"continue\": \"d\"}}"))
                .isEqualTo("d");
        assertThat(next("{\"items\": [{\"metadata\": {\"continue\": \"no\"}}], \"metadata\": {\"continue\": \"\"}}"))
                .isEmpty();
        assertThat(
                        next(
                                "{\"metadata\": {\"labels\": {\"continue\": \"no\"}}, \"continue\": \"no\", \"texts\": [\"a\"]}"))
                .isEmpty();
    }

    private static String next(String text) throws IOException {
        return ListPage.of(text).next().orElse("");
    }

    @Test
    void whatIsNotJsonIsAnError() {
        assertThatThrownBy(() -> ListPage.of("<html>")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ListPage.of("{\"items\": [")).isInstanceOf(IOException.class);
    }
}
