package dev.clientintents.doctor;

/** The definitions of custom resources that this version ships. */
public enum Definition {
    CLIENT_INTENTS("ClientIntents", "clientintents", "nobody can declare intents, and the operator cannot start"),
    SERVER_ACCESS(
            "ServerAccess",
            "serveraccesses",
            "nobody can say for a server whose declarations count, or who comes in without declaring"),
    OBSERVED_TRAFFIC("ObservedTraffic", "observedtraffics", "what agents see of traffic cannot be kept");

    private final String kind;
    private final String plural;
    private final String withoutIt;

    Definition(String kind, String plural, String withoutIt) {
        this.kind = kind;
        this.plural = plural;
        this.withoutIt = withoutIt;
    }

    /** Returns the kind that it defines. */
    public String kind() {
        return kind;
    }

    /** Returns the name of the definition in a cluster. */
    public String crd() {
        return plural + ".clientintents.dev";
    }

    /** Returns the name of the resource of this program that holds it. */
    public String resource() {
        return "/crds/" + plural + ".yaml";
    }

    /** Returns what does not work in a cluster that lacks it. */
    String withoutIt() {
        return withoutIt;
    }
}
