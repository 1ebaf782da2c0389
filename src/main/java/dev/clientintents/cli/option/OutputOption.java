package dev.clientintents.cli.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * The option {@code --output}, of the same words in every command. The names of its values are the constants of the
 * enum.
 *
 * @param <F> the formats of the command
 */
public final class OutputOption<F extends Enum<F>> {

    private static final String NAME = "--output";

    private final Class<F> formats;
    private final OptionSpec option;

    /** @param usual the format where none is named */
    public OutputOption(F usual) {
        formats = usual.getDeclaringClass();
        option = OptionSpec.builder("-o", NAME)
                .paramLabel("FORMAT")
                .type(formats)
                .defaultValue(usual.name())
                .description("One of ${COMPLETION-CANDIDATES}.")
                .build();
    }

    /** Returns the format that the command line names. */
    public F format() {
        Object format = option.getValue();
        return formats.cast(format);
    }

    /**
     * Adds the option to a command: an annotation could not have a type that the command decides. The parser calls this
     * more than once.
     */
    @Spec
    void addTo(CommandSpec mixin) {
        if (mixin.findOption(NAME) == null) {
            mixin.addOption(option);
        }
    }
}
