package dev.clientintents.learn.importing;

/** Something of a policy that intents cannot say exactly; the message continues a sentence that begins with the policy. */
final class NotSayable extends Exception {

    private static final long serialVersionUID = 1;

    NotSayable(String message) {
        super(message);
    }
}
