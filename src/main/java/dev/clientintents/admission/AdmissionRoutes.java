package dev.clientintents.admission;

import dev.clientintents.http.Answer;
import dev.clientintents.http.Query;
import dev.clientintents.http.Route;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Puts admissions where the API server asks them: AdmissionReviews are posted, and answered. */
public final class AdmissionRoutes {

    /** An API server takes objects of 3 MiB at most; some more is around them. */
    public static final int LARGEST_BODY = 4 * 1024 * 1024;

    private final AdmissionReviews reviews = new AdmissionReviews(ReviewedPods.mapper());
    private final Listener listener;

    /** Is told of each review that is answered. */
    @FunctionalInterface
    public interface Listener {

        /** Is called just before the answer is sent. */
        void answered(String path, Outcome outcome, long nanos);
    }

    private AdmissionRoutes(Listener listener) {
        this.listener = listener;
    }

    /**
     * Returns the routes of a server.
     *
     * @param admissions what decides, by the path of the requests
     */
    public static Map<String, Route> of(Map<String, Admission> admissions, Listener listener) {
        var routes = new AdmissionRoutes(listener);
        return admissions.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> routes.route(entry.getValue())));
    }

    private Route route(Admission admission) {
        return new Route("POST", LARGEST_BODY, query -> answer(admission, query));
    }

    private CompletionStage<Answer> answer(Admission admission, Query query) {
        AdmissionRequest asked = reviews.read(query.body());
        return admission.admit(asked.pod()).thenApply(verdict -> {
            listener.answered(query.path(), verdict.outcome(), System.nanoTime() - query.start());
            return new Answer(200, "application/json", reviews.write(asked.uid(), verdict));
        });
    }
}
