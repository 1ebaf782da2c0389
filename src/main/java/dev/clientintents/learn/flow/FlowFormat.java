package dev.clientintents.learn.flow;

import dev.clientintents.learn.observe.FlowSink;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The sources of records that are read. */
public enum FlowFormat {
    HUBBLE("hubble"),
    CALICO("calico"),
    ISTIO("istio"),
    KIALI("kiali"),
    GADGET("inspektor-gadget"),
    GKE("gke"),
    PACKETS("kube-network-policies"),
    AWS("aws"),
    OVN("ovn-kubernetes"),
    ANTREA("antrea"),
    CONNTRACK("conntrack");

    private final String name;

    FlowFormat(String name) {
        this.name = name;
    }

    /** Returns the format of a name; empty where there is none. */
    public static Optional<FlowFormat> parse(String name) {
        return Arrays.stream(values()).filter(it -> it.name.equals(name)).findFirst();
    }

    /** Returns the names of all formats, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(FlowFormat::toString).collect(Collectors.joining(", "));
    }

    /** Returns the format of which a line, or the beginning of a document, is a record; empty where it is of none. */
    static Optional<FlowFormat> of(Sample sample) {
        return Arrays.stream(values()).filter(it -> it.recognises(sample)).findFirst();
    }

    private boolean recognises(Sample sample) {
        return switch (this) {
            case HUBBLE -> HubbleFlows.isRecord(sample);
            case CALICO -> CalicoFlows.isRecord(sample);
            case ISTIO -> IstioMetrics.isRecord(sample);
            case KIALI -> KialiGraph.isRecord(sample);
            case GADGET -> GadgetTraces.isRecord(sample);
            case GKE -> GkeLog.isRecord(sample);
            case PACKETS -> PacketLog.isRecord(sample);
            case AWS -> sample.has(AwsAgentLog.RECORD);
            case OVN -> sample.has(OvnLog.RECORD);
            case ANTREA -> sample.has(AntreaLog.RECORD);
            case CONNTRACK -> sample.has(ConntrackTable.RECORD);
        };
    }

    /** Returns what reads JSON objects of the format; empty where its records are lines of text. */
    Optional<JsonFormat> json(FlowSink sink) {
        return Optional.ofNullable(
                switch (this) {
                    case HUBBLE -> new HubbleFlows(sink);
                    case CALICO -> new CalicoFlows(sink);
                    case ISTIO -> new IstioMetrics(sink);
                    case KIALI -> new KialiGraph(sink);
                    case GADGET -> new GadgetTraces(sink);
                    case GKE -> new GkeLog(sink);
                    case PACKETS -> new PacketLog(sink);
                    case AWS, OVN, ANTREA, CONNTRACK -> null;
                });
    }

    /** Returns what reads lines of the format. */
    LineFormat lines(FlowSink sink) {
        return switch (this) {
            case AWS -> new AwsAgentLog(sink);
            case OVN -> new OvnLog(sink);
            case ANTREA -> new AntreaLog(sink);
            case CONNTRACK -> new ConntrackTable(sink);
            default -> new JsonLines(json(sink).orElseThrow(), sink);
        };
    }

    /** Returns the name by which the format is asked for. */
    @Override
    public String toString() {
        return name;
    }
}
