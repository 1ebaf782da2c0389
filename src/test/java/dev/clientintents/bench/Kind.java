package dev.clientintents.bench;

/** A kind of object that the operator writes. */
enum Kind {
    POD("/api/v1", "pods"),
    POLICY("/apis/networking.k8s.io/v1", "networkpolicies"),
    INTENTS("/apis/clientintents.dev/v1alpha1", "clientintents");

    private final String api;
    private final String plural;

    Kind(String api, String plural) {
        this.api = api;
        this.plural = plural;
    }

    String collection() {
        return api + "/" + plural;
    }

    String collection(String namespace) {
        return api + "/namespaces/" + namespace + "/" + plural;
    }

    String path(String namespace, String name) {
        return collection(namespace) + "/" + name;
    }
}
