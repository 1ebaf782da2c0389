package dev.clientintents.agent;

import dev.clientintents.learn.node.NodeTraffic;
import dev.clientintents.learn.node.TrafficBatch;
import dev.clientintents.model.PlainText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the connections of its node again and again, and tells the operator from time to time, until its thread is interrupted.
 * What the operator does not take is kept, within bounds, and told with the next.
 */
public final class NodeAgent {

    private static final long NANOS = 1_000_000_000L;

    private final AgentSettings settings;
    private final ConnectionFile connections;
    private final OperatorConnection operator;
    private final Consumer<String> log;
    private final NodeTraffic traffic = new NodeTraffic(NodeTraffic.DEFAULT);
    private Set<String> addresses = Set.of();
    private String failure = "";
    private String unreadable = "";
    private boolean told;

    /**
     * Creates an agent that does nothing yet.
     *
     * @param log takes what a person should know, in lines
     */
    public NodeAgent(AgentSettings settings, Consumer<String> log) {
        this.settings = settings;
        this.connections = new ConnectionFile(settings.connections());
        this.operator = new OperatorConnection(settings);
        this.log = log;
    }

    /** Works until the thread is interrupted. */
    public void run() {
        log.accept("observing the connections of node " + PlainText.oneLine(settings.node()) + " in "
                + settings.connections() + "; the operator is told at " + settings.operator());
        long due = System.nanoTime() + settings.tellEvery().toNanos();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean blind = !read();
                if (System.nanoTime() - due >= 0) {
                    tell(blind);
                    due = System.nanoTime() + settings.tellEvery().toNanos();
                }
                TimeUnit.NANOSECONDS.sleep(settings.readEvery().toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long seconds() {
        return System.nanoTime() / NANOS;
    }

    /** Returns whether there is anything to read. */
    private boolean read() {
        try {
            addresses = LocalAddresses.find();
            traffic.begin(seconds(), addresses);
            long malformed = connections.read(traffic::see);
            traffic.end();
            complain(
                    malformed == 0
                            ? ""
                            : malformed + " lines of " + settings.connections()
                                    + " are no connections that this version knows");
            return true;
        } catch (NoSuchFileException e) {
            complain(settings.connections()
                    + " is not there: the kernel of this node has no such file, or does not track"
                    + " connections, as with Cilium in place of kube-proxy. Nothing is observed here; learn from the flows of the"
                    + " network plugin instead, for example with hubble observe -o jsonpb");
            return false;
        } catch (IOException e) {
            complain(settings.connections() + " cannot be read, which takes the user root: " + e);
            return false;
        }
    }

    private void complain(String line) {
        if (!line.equals(unreadable)) {
            unreadable = line;
            if (!line.isEmpty()) {
                log.accept(line);
            }
        }
    }

    /** Tells what there is, also where that is nothing: then the operator knows that the node is watched. */
    private void tell(boolean blind) throws InterruptedException {
        try {
            operator.tell(blind ? TrafficBatch.blind(settings.node()) : traffic.batch(settings.node(), seconds()));
            traffic.told();
            if (!told || !failure.isEmpty()) {
                log.accept(
                        "the operator takes what is told; " + traffic.connections() + " connections are tracked here");
            }
            told = true;
            failure = "";
        } catch (IOException | RuntimeException e) {
            String cause = PlainText.oneLine(String.valueOf(e.getMessage() == null ? e : e.getMessage()));
            if (!cause.equals(failure)) {
                failure = cause;
                log.accept(
                        "the operator cannot be told at " + settings.operator() + ", it will be tried again: " + cause);
            }
        }
    }
}
