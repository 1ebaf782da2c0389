package dev.clientintents.effective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.exposure.Leads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EntranceKindsTest {

    /** Ingresses are read with what every cluster serves; definitions are too large to be read by every command. */
    private static final Set<String> READ_ELSEWHERE = Set.of("Ingress", "CustomResourceDefinition");

    @Test
    void everyKindThatLeadsTrafficIsReadOfALiveCluster() {
        Set<PolicyKind> leading = Leads.kinds().entrySet().stream()
                .flatMap(group -> group.getValue().stream().map(kind -> new PolicyKind(group.getKey(), kind)))
                .filter(it -> !READ_ELSEWHERE.contains(it.kind()))
                .collect(Collectors.toSet());

        assertThat(EntranceKinds.all()).isEqualTo(leading);
        assertThat(EntranceKinds.all()).containsAll(EntranceKinds.routes()).allMatch(EntranceKinds::has);
    }

    @Test
    void thePageOnPipelinesNamesTheRoutesOfEveryGroup() throws IOException {
        String row = Files.readAllLines(Path.of("src/site/markdown/pipelines.md")).stream()
                .filter(line -> line.contains("ReferenceGrant"))
                .findFirst()
                .orElseThrow();

        for (PolicyKind route : EntranceKinds.routes()) {
            assertThat(row).contains("`" + route.group() + "`").containsPattern("\\b" + route.kind() + "\\b");
        }
    }
}
