package dev.clientintents.manifest.schema;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax">schedule</a>
 * of a CronJob as the API server does.
 */
final class CronSchedule {

    private static final Set<String> DESCRIPTORS =
            Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final Pattern DURATION =
            Pattern.compile("@every [-+]?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)");
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{1,9}");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private static final List<Part> PARTS = List.of(
            new Part(0, 59, List.of()),
            new Part(0, 23, List.of()),
            new Part(1, 31, List.of()),
            new Part(1, 12, MONTHS),
            new Part(0, 6, DAYS));

    private CronSchedule() {}

    /**
     * A field of a schedule.
     *
     * @param names what its values may be called, from the least on
     */
    private record Part(int least, int most, List<String> names) {

        boolean accepts(String field) {
            for (String range : field.split(",", -1)) {
                if (!range.isEmpty() && !isRange(range)) {
                    return false;
                }
            }
            return true;
        }

        private boolean isRange(String text) {
            String[] parts = text.split("/", -1);
            String[] ends = parts[0].split("-", -1);
            boolean any = ends[0].equals("*") || ends[0].equals("?");
            if (parts.length > 2 || (!any && ends.length > 2)) {
                return false;
            }
            OptionalInt step = parts.length == 2 ? number(parts[1]) : OptionalInt.of(1);
            OptionalInt first = any ? OptionalInt.of(least) : value(ends[0]);
            OptionalInt last = any || (ends.length == 1 && parts.length == 2)
                    ? OptionalInt.of(most)
                    : value(ends[ends.length - 1]);
            return step.orElse(0) > 0
                    && first.isPresent()
                    && last.isPresent()
                    && least <= first.getAsInt()
                    && first.getAsInt() <= last.getAsInt()
                    && last.getAsInt() <= most;
        }

        private OptionalInt value(String text) {
            int name = names.indexOf(text.toLowerCase(Locale.ROOT));
            return name < 0 ? number(text) : OptionalInt.of(least + name);
        }

        private static OptionalInt number(String text) {
            return NUMBER.matcher(text).matches() ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
        }
    }

    /** Returns whether a schedule is valid; its time zone has a field of its own. */
    static boolean isValid(String schedule) {
        if (schedule.contains("TZ")) {
            return false;
        }
        if (schedule.startsWith("@")) {
            return DESCRIPTORS.contains(schedule) || DURATION.matcher(schedule).matches();
        }
        String[] fields = schedule.strip().split("\\s+", -1);
        if (fields.length != PARTS.size()) {
            return false;
        }
        for (int i = 0; i < fields.length; i++) {
            if (!PARTS.get(i).accepts(fields[i])) {
                return false;
            }
        }
        return true;
    }
}
