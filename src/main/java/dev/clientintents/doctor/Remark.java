package dev.clientintents.doctor;

import dev.clientintents.model.PlainText;

/** A remark of the doctor about one thing. */
public sealed interface Remark {

    /** The thing is as it should be; {@code message} says so in one line. */
    record Good(String message) implements Remark {

        public Good {
            message = oneLine(message);
        }
    }

    /**
     * The thing is not as it should be.
     *
     * @param symptom what kind of finding it is
     * @param object the object that it is about, as in {@code Deployment shop/web}
     * @param message what is wrong, in one line
     * @param advice what to do about it, in one line
     */
    record Ailment(Symptom symptom, String object, String message, String advice) implements Remark {

        public Ailment {
            object = oneLine(object);
            message = oneLine(message);
            advice = oneLine(advice);
        }

        /** Returns the remark that something could not be looked at. */
        public static Ailment notChecked(String object, String message, String advice) {
            return new Ailment(Symptom.NOT_CHECKED, object, message, advice);
        }
    }

    /**
     * Returns the text in one line: what an API server says may have line breaks, and names of objects of any kind may
     * have more.
     */
    private static String oneLine(String text) {
        return PlainText.oneLine(text.replace('\r', ' ').replace('\n', ' ').strip());
    }
}
