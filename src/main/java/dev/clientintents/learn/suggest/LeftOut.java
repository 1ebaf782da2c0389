package dev.clientintents.learn.suggest;

/**
 * What is known and not suggested.
 *
 * @param what who calls whom, in one line for people
 * @param why why it is not suggested, and what would have it suggested
 */
public record LeftOut(String what, String why) {

    /** Returns both. */
    @Override
    public String toString() {
        return what + ": " + why;
    }
}
