package dev.clientintents.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with commands and what they print, as a terminal shows it: a line that begins with {@code $} is a command;
 * below it is its output, then its complaints after {@code !}, and its exit code in brackets where it is not 0.
 *
 * @param text the text
 */
record Transcript(String text) {

    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String PROMPT = "$ client-intents ";

    /** The same commands with what they print now, run in a folder. */
    Transcript rerun(Path folder) {
        var lines = new ArrayList<String>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# ")) {
                lines.add(line);
            } else if (line.startsWith(PROMPT)) {
                lines.add(line);
                lines.addAll(run(folder, line.substring(PROMPT.length())));
            }
        }
        return new Transcript(String.join("\n", lines) + "\n");
    }

    private static List<String> run(Path folder, String command) {
        var arguments = new ArrayList<String>();
        Matcher matcher = ARGUMENT.matcher(command);
        while (matcher.find()) {
            String argument = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            arguments.add(
                    Files.exists(folder.resolve(argument))
                            ? folder.resolve(argument).toString()
                            : argument);
        }
        Run run = Run.of(arguments.toArray(String[]::new));
        var lines = new ArrayList<String>();
        run.out().lines().forEach(lines::add);
        run.err().lines().forEach(line -> lines.add("! " + line));
        if (run.exitCode() != 0) {
            lines.add("[" + run.exitCode() + "]");
        }
        return lines.stream()
                .map(line -> (folder.toString().isEmpty() ? line : line.replace(folder + "/", "")).stripTrailing())
                .toList();
    }
}
