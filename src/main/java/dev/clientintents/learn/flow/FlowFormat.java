package dev.clientintents.learn.flow;

import dev.clientintents.learn.observe.FlowSink;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The sources of records that are read. */
public enum FlowFormat {
    HUBBLE("hubble", HubbleFlows::isRecord, HubbleFlows::new),
    CALICO("calico", CalicoFlows::isRecord, CalicoFlows::new),
    ISTIO("istio", IstioMetrics::isRecord, IstioMetrics::new),
    KIALI("kiali", KialiGraph::isRecord, KialiGraph::new),
    GADGET("inspektor-gadget", GadgetTraces::isRecord, GadgetTraces::new),
    GKE("gke", GkeLog::isRecord, GkeLog::new),
    PACKETS("kube-network-policies", PacketLog::isRecord, PacketLog::new),
    AWS("aws", AwsAgentLog.RECORD, AwsAgentLog::new),
    OVN("ovn-kubernetes", OvnLog.RECORD, OvnLog::new),
    ANTREA("antrea", AntreaLog.RECORD, AntreaLog::new),
    CONNTRACK("conntrack", ConntrackTable.RECORD, ConntrackTable::new);

    private final String name;
    private final Predicate<Sample> recognises;
    private final Function<FlowSink, ?> reader;

    FlowFormat(String name, Predicate<Sample> recognises, Function<FlowSink, ? extends JsonFormat> reader) {
        this.name = name;
        this.recognises = recognises;
        this.reader = reader;
    }

    FlowFormat(String name, Pattern record, Function<FlowSink, ? extends LineFormat> reader) {
        this.name = name;
        this.recognises = sample -> record.matcher(sample.text()).find();
        this.reader = reader;
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
        return Arrays.stream(values()).filter(it -> it.recognises.test(sample)).findFirst();
    }

    /** Returns what reads records of the format: a {@link JsonFormat} or a {@link LineFormat}. */
    Object reader(FlowSink sink) {
        return reader.apply(sink);
    }

    /** Returns the name by which the format is asked for. */
    @Override
    public String toString() {
        return name;
    }
}
