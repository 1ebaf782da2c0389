package dev.clientintents.cli.command;

import dev.clientintents.cli.live.ClusterApi;
import dev.clientintents.cli.live.Examination;
import dev.clientintents.cli.option.ClusterOptions;
import dev.clientintents.cli.option.EgressOptions;
import dev.clientintents.cli.option.ExposureOptions;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.option.VirtualClustersOption;
import dev.clientintents.cli.report.DoctorFormat;
import dev.clientintents.cli.report.DoctorReport;
import dev.clientintents.doctor.Remark;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.model.VirtualClusters;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether policies will hold in a live cluster. */
@Command(
        description = {
            "Looks at a live cluster and says whether policies will hold: the network plugin, the API server, the guard and the"
                    + " webhook, the CRD, the operator and its rights, and labels and policies against what is declared.",
            "",
            "It changes nothing: it reads, asks who may do what, and tries writes only as dry runs, which the API server judges"
                    + " and does not keep. What the user may not read or try is a note, and the rest is checked.",
            ""
        },
        exitCodeList = {
            "0:Policies will hold, as far as could be checked.",
            "1:Findings: errors, and with --strict warnings and what could not be checked.",
            "2:It cannot run: no cluster, or no right to read what could be checked."
        },
        footer = {
            "  client-intents doctor                          @|faint # the current context of the kubeconfig|@",
            "  client-intents doctor --context prod --strict  @|faint # a gate of an upgrade|@",
            "  client-intents doctor --output json | jq -r '.findings[] | select(.severity == \"error\") | .code'"
        })
public final class DoctorCommand extends PrintingCommand {

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private ExposureOptions exposure = new ExposureOptions();

    @Mixin
    private EgressOptions egress = new EgressOptions();

    @Mixin
    private VirtualClustersOption virtualClusters = new VirtualClustersOption();

    @Option(
            names = "--operator-namespace",
            paramLabel = "NAME",
            showDefaultValue = Visibility.NEVER,
            description = "Where the operator is, instead of looking for it in all namespaces.")
    private @Nullable String operatorNamespace;

    @Option(names = "--strict", description = "Let warnings fail, too, and what could not be checked.")
    private boolean strict;

    @Mixin
    private OutputOption<DoctorFormat> output = new OutputOption<>(DoctorFormat.text);

    @Override
    int run(PrintWriter out, PrintWriter err) {
        UnaryOperator<ExposureSettings> given = exposure.given();
        UnaryOperator<EgressSettings> waysOut = egress.given();
        UnaryOperator<VirtualClusters> virtual = virtualClusters.given();
        List<Remark> remarks;
        try (var api = new ClusterApi(cluster.config())) {
            remarks = new Examination(api, operatorNamespace, given, waysOut, virtual).remarks();
        }
        output.format().write(remarks, out);
        return DoctorReport.of(remarks).exitCode(strict);
    }
}
