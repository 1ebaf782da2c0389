package dev.clientintents.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Describes what is wrong with a command line, in one line. */
final class Misuse {

    private Misuse() {}

    /** Returns whether there is nothing to say but which commands there are. */
    static boolean namesNoCommand(ParameterException misuse) {
        return misuse.getCommandLine().getParent() == null && !(misuse instanceof UnmatchedArgumentException);
    }

    static String message(ParameterException misuse) {
        if (misuse instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            CommandLine line = unmatched.getCommandLine();
            if (unmatched.isUnknownOption()) {
                return "there is no option " + first + suggestions(unmatched);
            }
            return line.getParent() == null
                    ? "there is no command " + first + suggestions(unmatched)
                    : first + " is one argument too many"
                            + (line.getCommandSpec().findOption("--filename") == null
                                    ? ""
                                    : "; files and folders follow -f");
        }
        return String.valueOf(misuse.getMessage());
    }

    private static String suggestions(UnmatchedArgumentException unmatched) {
        return unmatched.getSuggestions().isEmpty()
                ? ""
                : "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    }
}
