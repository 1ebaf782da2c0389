package dev.clientintents.cli.option;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.learn.flow.FlowFormat;
import dev.clientintents.learn.flow.FlowReader;
import dev.clientintents.learn.flow.UnknownFormat;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.ObservedTraffics;
import dev.clientintents.learn.observe.PassedOver;
import dev.clientintents.learn.resolve.Aggregation;
import dev.clientintents.learn.resolve.Parties;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.manifest.TrafficReader;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The records of connections that a command learns from. */
public final class FlowOptions {

    private static final String STANDARD_INPUT = "-";
    private static final Pattern WORD = Pattern.compile("[a-z-]+");
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final long NANOS_BETWEEN_NOTES = TimeUnit.SECONDS.toNanos(5);

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--flows",
            paramLabel = "[FORMAT:]PATH",
            showDefaultValue = Visibility.NEVER,
            description = "A file with records of connections, also packed by gzip, or - for standard input. May be"
                    + " repeated. The format is recognised, unless it is named: hubble, calico, istio, kiali,"
                    + " inspektor-gadget, gke, kube-network-policies, aws, ovn-kubernetes, antrea or conntrack.")
    private List<String> flows = List.of();

    /**
     * Returns whether there is anything to learn from: the command line names records, or objects of the input tell of
     * connections.
     */
    public boolean isGiven(List<Manifest> manifests) {
        return !flows.isEmpty() || manifests.stream().anyMatch(TrafficReader::isTraffic);
    }

    /**
     * Returns all that was seen: what records tell that the command line names, and ObservedTraffic objects of the input.
     *
     * @throws CannotRun where a source cannot be read, is of no format that is read, or holds no record of a connection
     */
    public Observations read(Snapshot snapshot, List<Manifest> manifests) {
        Observations objects = ObservedTraffics.read(TrafficReader.read(manifests));
        return flows.isEmpty() ? objects : read(snapshot).plus(objects);
    }

    /** Reads all records that the command line names, one source after the other. */
    private Observations read(Snapshot snapshot) {
        if (flows.stream().filter(it -> Source.of(it).isStandardInput()).count() > 1) {
            throw new CannotRun("--flows names standard input twice; it can be read once");
        }
        var aggregation = new Aggregation(new Parties(snapshot));
        flows.forEach(flow -> read(Source.of(flow), aggregation));
        return aggregation.observations();
    }

    /**
     * Makes sure that manifests and records are not both to be read from standard input.
     *
     * @throws CannotRun where they are
     */
    public void checkAgainst(ReadOptions input) {
        if (input.paths().contains(STANDARD_INPUT)
                && flows.stream().anyMatch(it -> Source.of(it).isStandardInput())) {
            throw new CannotRun("both the manifests and --flows name standard input; name a file for one of them");
        }
    }

    private void read(Source source, Aggregation aggregation) {
        long before = aggregation.records();
        long broken = aggregation.passedOver(PassedOver.BROKEN);
        long other = aggregation.passedOver(PassedOver.OTHER_RECORDS);
        try (InputStream in = source.open()) {
            var progress = new Progress(in, source.name(), aggregation);
            Optional<FlowFormat> format = new FlowReader(aggregation).read(unpacked(progress), source.format());
            if (format.isEmpty()) {
                throw new CannotRun(source.name() + " is empty: there is no record of a connection in it");
            }
            long useless = aggregation.passedOver(PassedOver.BROKEN)
                    - broken
                    + aggregation.passedOver(PassedOver.OTHER_RECORDS)
                    - other;
            if (aggregation.records() - before == useless && useless > 0) {
                throw new CannotRun(source.name() + " holds no record of " + format.get()
                        + ": its lines are broken, or of another format; name the right one of " + FlowFormat.names()
                        + ", as in --flows " + format.get() + ":" + source.path());
            }
        } catch (UnknownFormat e) {
            throw new CannotRun("cannot tell the format of " + source.name() + ": " + e.getMessage()
                    + "; name it, as in --flows hubble:" + source.path() + "; there are " + FlowFormat.names());
        } catch (IOException e) {
            throw new CannotRun("cannot read " + source.name() + ": " + CannotRun.reason(e));
        }
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        var buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(2);
        int first = buffered.read();
        int second = first < 0 ? -1 : buffered.read();
        buffered.reset();
        return first == GZIP_FIRST && second == GZIP_SECOND ? new GZIPInputStream(buffered, 1 << 16) : buffered;
    }

    /**
     * Where records are.
     *
     * @param format null where it is to be recognised
     */
    private record Source(@Nullable FlowFormat format, String path) {

        static Source of(String text) {
            int colon = text.indexOf(':');
            Optional<FlowFormat> format = colon < 0 ? Optional.empty() : FlowFormat.parse(text.substring(0, colon));
            if (format.isPresent()) {
                return new Source(format.get(), text.substring(colon + 1));
            }
            if (colon > 0 && WORD.matcher(text.substring(0, colon)).matches() && !exists(text)) {
                throw new CannotRun("--flows " + text + " names the format " + text.substring(0, colon)
                        + ", which is none of " + FlowFormat.names());
            }
            return new Source(null, text);
        }

        private static boolean exists(String text) {
            try {
                return Files.exists(Path.of(text));
            } catch (InvalidPathException e) {
                return false;
            }
        }

        boolean isStandardInput() {
            return path.equals(STANDARD_INPUT);
        }

        String name() {
            return isStandardInput() ? "standard input" : path;
        }

        InputStream open() throws IOException {
            if (isStandardInput()) {
                return System.in;
            }
            if (!exists(path)) {
                throw new CannotRun("no such file: " + path);
            }
            Path file = Path.of(path);
            if (Files.isDirectory(file)) {
                throw new CannotRun(path + " is a folder; --flows takes files");
            }
            return Files.newInputStream(file);
        }
    }

    /** Tells people from time to time how far a long input has been read. */
    private final class Progress extends FilterInputStream {

        private final String name;
        private final Aggregation aggregation;
        private long noted = System.nanoTime();

        Progress(InputStream in, String name, Aggregation aggregation) {
            super(in);
            this.name = name;
            this.aggregation = aggregation;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (spec != null && System.nanoTime() - noted > NANOS_BETWEEN_NOTES) {
                noted = System.nanoTime();
                var err = spec.commandLine().getErr();
                err.printf("reading %s: %,d records so far%n", name, aggregation.records());
                err.flush();
            }
            return super.read(bytes, offset, length);
        }
    }
}
