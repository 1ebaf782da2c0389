package dev.clientintents.cli.command;

import dev.clientintents.cli.Evaluated;
import dev.clientintents.cli.ExitCode;
import dev.clientintents.cli.Input;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.option.OutputOption;
import dev.clientintents.cli.report.RequestFormat;
import dev.clientintents.cli.report.TextReport;
import dev.clientintents.finding.Finding;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.query.ConsentRequest;
import dev.clientintents.query.ConsentRequests;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists who waits for the consent of a server's side. */
@Command(
        description = {
            "Lists the clients whose declarations wait for the consent of a server's side, and prints what would give it.",
            ""
        },
        exitCodeList = {
            "0:All of the input counts.",
            "1:Something could not be read, and the rest is listed; with --strict also warnings about it.",
            "2:It cannot run."
        },
        footer = {
            "  client-intents requests deploy/",
            "  client-intents requests --of shop --context prod   @|faint # the servers of a namespace|@",
            "  client-intents requests --of shop --grant deploy/  @|faint # the ServerAccesses that consent|@"
        })
public final class RequestsCommand extends PrintingCommand {

    @Mixin
    private InputOptions input = new InputOptions();

    @Option(
            names = "--of",
            paramLabel = "NAMESPACE",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description = "Only the servers of these namespaces.")
    private Set<String> namespaces = Set.of();

    @Option(
            names = "--grant",
            description =
                    "Print the ServerAccesses that consent to all that is listed, to be looked at and applied: those"
                            + " that there are, with further consumers, and new ones. A server that is not closed gets no new one,"
                            + " which would close it.")
    private boolean grant;

    @Mixin
    private OutputOption<RequestFormat> output = new OutputOption<>(RequestFormat.text);

    @Override
    int run(PrintWriter out, PrintWriter err) {
        Input read = input.read();
        List<Finding> findings = Evaluated.ofReading(read);
        List<ConsentRequest> requests = ConsentRequests.of(
                read.snapshot(), read.outcome(), it -> namespaces.isEmpty() || namespaces.contains(it));
        int code = ExitCode.of(findings, input.strict());
        if (grant) {
            out.print(ManifestWriter.yaml(ConsentRequests.granting(requests, read.outcome())));
        } else {
            output.format().write(requests, code == 0, out);
        }
        // the answer stands before its warnings where both go to one terminal
        out.flush();
        findings.forEach(finding -> err.print(TextReport.line(finding) + "\n"));
        return code;
    }
}
