package dev.clientintents.doctor.rights;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody may do.
 *
 * @param group the API group, empty for the core
 * @param resource the resource, with its subresource behind a slash
 * @param name the one object that it is about; null for any
 * @param namespace where; null for the whole cluster
 */
public record Right(
        String verb,
        String group,
        String resource,
        @Nullable String name,
        @Nullable String namespace) {

    /** Returns all rights that a rule of a role gives. */
    public static Stream<Right> of(PolicyRule rule, @Nullable String namespace) {
        var rights = new ArrayList<Right>();
        List<@Nullable String> names = new ArrayList<>();
        Optional.ofNullable(rule.getResourceNames()).ifPresent(names::addAll);
        if (names.isEmpty()) {
            names.add(null);
        }
        for (String group : rule.getApiGroups()) {
            for (String resource : rule.getResources()) {
                for (String verb : rule.getVerbs()) {
                    names.forEach(name -> rights.add(new Right(verb, group, resource, name, namespace)));
                }
            }
        }
        return rights.stream();
    }

    Right of(String object) {
        return new Right(verb, group, resource, object, namespace);
    }

    public Right in(@Nullable String other) {
        return new Right(verb, group, resource, name, other);
    }

    /**
     * Returns a text such as {@code patch pods} or
     * {@code get leases.coordination.k8s.io client-intents in client-intents}.
     */
    @Override
    public String toString() {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group) + (name == null ? "" : " " + name)
                + (namespace == null ? "" : " in " + namespace);
    }
}
