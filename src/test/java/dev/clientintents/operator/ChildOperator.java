package dev.clientintents.operator;

import dev.clientintents.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The operator in a process of its own, which can be stopped and killed. */
public final class ChildOperator {

    private ChildOperator() {}

    /**
     * Starts it, with further arguments of the command; what it says is added to {@code operator.log} in the folder.
     */
    public static Process start(Path kubeconfig, Path folder, String... arguments) throws IOException {
        return start(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"), kubeconfig, folder, arguments);
    }

    /** The same with other options of the JVM. */
    static Process start(List<String> options, Path kubeconfig, Path folder, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "operator"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("operator.log").toFile()))
                .start();
    }
}
