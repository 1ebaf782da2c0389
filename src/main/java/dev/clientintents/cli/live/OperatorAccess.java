package dev.clientintents.cli.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.OperatorInstallation;
import dev.clientintents.doctor.rights.OperatorRights;
import dev.clientintents.doctor.rights.Right;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Asks the API server for each right of the install manifest whether the operator has it. */
final class OperatorAccess {

    private static final String MANIFEST = "/deploy/operator.yaml";

    private OperatorAccess() {}

    /**
     * Returns the answers, in the order of the manifest; only the first where that is a refusal, for the others would
     * be, too.
     *
     * @param groups the API groups that are served: a right on another is of no use yet
     */
    static Map<Right, Answer<Boolean>> answers(ClusterApi api, OperatorInstallation operator, Set<String> groups) {
        var answers = new LinkedHashMap<Right, Answer<Boolean>>();
        for (Right right : OperatorRights.needed(manifest(api), operator)) {
            if (right.group().isEmpty() || groups.contains(right.group())) {
                Answer<Boolean> answer = ask(api, operator, right);
                answers.put(right, answer);
                if (answer instanceof Answer.Refused<Boolean>) {
                    break;
                }
            }
        }
        return answers;
    }

    private static List<HasMetadata> manifest(ClusterApi api) {
        try (InputStream in = OperatorAccess.class.getResourceAsStream(MANIFEST)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + MANIFEST);
            }
            return api.client().load(in).items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer<Boolean> ask(ClusterApi api, OperatorInstallation operator, Right right) {
        String[] resource = right.resource().split("/", 2);
        var attributes = new TreeMap<String, String>();
        attributes.put("verb", right.verb());
        attributes.put("group", right.group());
        attributes.put("resource", resource[0]);
        if (resource.length == 2) {
            attributes.put("subresource", resource[1]);
        }
        if (right.name() != null) {
            attributes.put("name", right.name());
        }
        if (right.namespace() != null) {
            attributes.put("namespace", right.namespace());
        }
        Answer<JsonNode> review = api.review(
                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                Map.of(
                        "apiVersion",
                        "authorization.k8s.io/v1",
                        "kind",
                        "SubjectAccessReview",
                        "spec",
                        Map.of(
                                "user",
                                operator.user(),
                                "groups",
                                List.of(
                                        "system:serviceaccounts",
                                        "system:serviceaccounts:" + operator.namespace(),
                                        "system:authenticated"),
                                "resourceAttributes",
                                attributes)));
        return review instanceof Answer.Refused<JsonNode> refused
                ? new Answer.Refused<>(refused.reason())
                : new Answer.Found<>(review.toOptional()
                        .map(it -> it.path("status").path("allowed").asBoolean())
                        .orElse(false));
    }
}
