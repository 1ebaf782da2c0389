package dev.clientintents.learn.observe;

/** Why a record of a source is not among what was seen. */
public enum PassedOver {
    BROKEN("lines that are broken or cut off"),
    OTHER_RECORDS("records of other things than connections"),
    LOST("events that the source lost"),
    DUPLICATE("records that came twice"),
    REPLY("replies"),
    UNDECIDED("records that may be replies"),
    OTHER_PROTOCOL("records of protocols without ports"),
    REQUEST("requests inside of connections"),
    TRANSLATION("socket events from before the address of a Service is replaced"),
    NO_VERDICT("records without a verdict"),
    NO_TRAFFIC("metrics and edges without traffic"),
    HEALTH("health checks of the network plugin"),
    NO_CLIENT("records whose client the source does not know"),
    NO_SERVER("records whose server the source does not know"),
    REPLICAS("connections between replicas of one workload"),
    NO_WORKLOAD("connections of which neither end is a workload that is known"),
    NOT_HELD("connections beyond those that are kept");

    private final String text;

    PassedOver(String text) {
        this.text = text;
    }

    /** Returns the reason for people, in the plural. */
    @Override
    public String toString() {
        return text;
    }
}
