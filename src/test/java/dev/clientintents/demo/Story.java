package dev.clientintents.demo;

import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Tells as it happens which pod gets which key and which policy admits whom. */
final class Story implements AutoCloseable {
    private final Console console;
    private final Changes changes = new Changes();
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<NetworkPolicy> policies;

    private Story(KubernetesClient client, Console console) {
        this.console = console;
        this.pods = client.pods().inAnyNamespace().inform(new Handler<>(pod -> "pod " + name(pod), pod -> labels(pod)));
        this.policies = client.network()
                .v1()
                .networkPolicies()
                .inAnyNamespace()
                .withLabel(Labels.MANAGED_BY, Labels.MANAGER)
                .inform(new Handler<>(policy -> "policy " + name(policy), PolicyText::rules));
    }

    static Story begin(KubernetesClient client, Console console) {
        return new Story(client, console);
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
    }

    /** The operator's labels of a pod, but for the kind of its workload, which goes with the name. */
    private static List<String> labels(Pod pod) {
        Map<String, String> labels = new TreeMap<>(pod.getMetadata().getLabels());
        labels.keySet().removeIf(key -> !key.startsWith(Labels.PREFIX) || key.equals(Labels.WORKLOAD_KIND));
        return labels.entrySet().stream().map(Object::toString).toList();
    }

    private final class Handler<T extends HasMetadata> implements ResourceEventHandler<T> {
        private final Function<T, String> object;
        private final Function<T, List<String>> lines;

        Handler(Function<T, String> object, Function<T, List<String>> lines) {
            this.object = object;
            this.lines = lines;
        }

        @Override
        public void onAdd(T added) {
            tell(added, lines.apply(added));
        }

        @Override
        public void onUpdate(T before, T after) {
            tell(after, lines.apply(after));
        }

        @Override
        public void onDelete(T deleted, boolean unknownState) {
            tell(deleted, List.of());
        }

        private void tell(T subject, List<String> now) {
            List<String> happened = changes.observe(object.apply(subject), now);
            if (!happened.isEmpty()) {
                console.say(String.join("\n", happened));
            }
        }
    }

    @Override
    public void close() {
        pods.close();
        policies.close();
    }
}
