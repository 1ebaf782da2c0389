package dev.clientintents.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidPoliciesTest {

    private static List<Warning> warnings(String spec) throws IOException {
        String policy = """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: p, namespace: x}
                spec:
                  %s
                """.formatted(spec);
        return Reachability.of(YamlWorld.of(policy)).warnings();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '§', textBlock = """
            {policyTypes: [Sideways]} | spec.policyTypes has the unknown type Sideways
            {policyTypes: [null]} | spec.policyTypes has the unknown type null
            {podSelector: {matchExpressions: [{key: a, operator: Is, values: [b]}]}} | spec.podSelector.matchExpressions has the unknown operator Is
            {podSelector: {matchExpressions: [{operator: Exists}]}} | spec.podSelector.matchExpressions has an entry without a key
            {podSelector: {matchExpressions: [{key: a, operator: In}]}} | spec.podSelector.matchExpressions has In without values for a
            {podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}} | spec.podSelector.matchExpressions has Exists with values for a
            {podSelector: {matchExpressions: [null]}} | spec.podSelector.matchExpressions has the unknown operator null
            {ingress: [{from: [{}]}]} | spec.ingress[0].from[0] has neither a selector nor an ipBlock
            {ingress: [{from: [null]}]} | spec.ingress[0].from[0] has neither a selector nor an ipBlock
            {ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]} | spec.ingress[0].from[0] has a selector beside its ipBlock
            {egress: [{}, {to: [{ipBlock: {cidr: 10.0.0.0}}]}]} | spec.egress[1].to[0].ipBlock.cidr is not a block of addresses: 10.0.0.0
            {egress: [{to: [{ipBlock: {cidr: 10.0.0.0/33}}]}]} | spec.egress[0].to[0].ipBlock.cidr is not a block of addresses: 10.0.0.0/33
            {egress: [{to: [{ipBlock: {cidr: 10.0.0.256/8}}]}]} | spec.egress[0].to[0].ipBlock.cidr is not a block of addresses: 10.0.0.256/8
            {egress: [{to: [{ipBlock: {}}]}]} | spec.egress[0].to[0].ipBlock.cidr is not a block of addresses: null
            {egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]} | spec.egress[0].to[0].ipBlock.except is not within 10.0.0.0/8: 11.0.0.0/16
            {egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]} | spec.egress[0].to[0].ipBlock.except is not within 10.0.0.0/8: 10.0.0.0/8
            {egress: [{to: [{ipBlock: {cidr: "fd00::/8", except: [10.0.0.0/8]}}]}]} | spec.egress[0].to[0].ipBlock.except is not within fd00::/8: 10.0.0.0/8
            {ingress: [{ports: [{port: 0}]}]} | spec.ingress[0].ports[0] is not a range of ports: 0
            {ingress: [{ports: [{port: 65536}]}]} | spec.ingress[0].ports[0] is not a range of ports: 65536
            {ingress: [{ports: [{port: 81, endPort: 80}]}]} | spec.ingress[0].ports[0] is not a range of ports: 81 to 80
            {ingress: [{ports: [{endPort: 80}]}]} | spec.ingress[0].ports[0] has an endPort without a port
            {ingress: [{ports: [{port: http, endPort: 80}]}]} | spec.ingress[0].ports[0] has an endPort, which needs a port that is a number
            {ingress: [{ports: [{port: Web_Port}]}]} | spec.ingress[0].ports[0] has a port that is neither a number nor the name of one: Web_Port
            {ingress: [{ports: [{protocol: ICMP}]}]} | spec.ingress[0].ports[0] has the unknown protocol ICMP
            """)
    void areLeftOutWithAWarningThatNamesTheField(String spec, String warning) throws IOException {
        assertThat(warnings(spec))
                .extracting(Warning::toString)
                .containsExactly(
                        "NetworkPolicy x/p: " + warning + "; it is left out, because no API server would take it");
    }

    @Test
    void whatTheApiServerTakesIsNoneOfThem() throws IOException {
        assertThat(warnings("{}")).isEmpty();
        assertThat(warnings("{ingress: [null], egress: [null]}")).isEmpty();
        assertThat(warnings("{ingress: [{ports: [null]}]}")).isEmpty();
        assertThat(warnings("{egress: [{to: [{ipBlock: {cidr: 10.1.2.3/8}}]}]}"))
                .isEmpty();
    }
}
