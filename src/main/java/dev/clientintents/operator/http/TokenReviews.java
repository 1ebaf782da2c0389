package dev.clientintents.operator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the API server whose a token is. Only one account passes, and only with a token that was made for this purpose. An answer
 * holds for a minute, and what cannot be such a token is not asked about.
 */
final class TokenReviews {

    /** For what a token of an agent has to be made, beside which it opens nothing. */
    static final String AUDIENCE = "client-intents-observe";

    private static final Duration HOLDS = Duration.ofMinutes(1);
    private static final int MOST = 4_096;
    private static final int LONGEST = 8 * 1024;
    private static final String NODE = "authentication.kubernetes.io/node-name";

    /**
     * Whose a token is.
     *
     * @param accepted whether it is the account's
     * @param node the node that it was made for; empty where the API server does not tell
     */
    record Answer(boolean accepted, Optional<String> node) {}

    private record Held(Answer answer, Instant until) {}

    private final KubernetesClient client;
    private final String user;
    private final InstantSource clock;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Held> held = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Held> eldest) {
            return size() > MOST;
        }
    };

    /** @param user the name by which the API server knows the account that passes */
    TokenReviews(KubernetesClient client, String user, InstantSource clock) {
        this.client = client;
        this.user = user;
        this.clock = clock;
    }

    /**
     * Returns whose a token is; asks the API server where that is not known.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException where it cannot be asked
     */
    Answer review(String token) {
        if (!mayBe(token)) {
            return new Answer(false, Optional.empty());
        }
        String digest = digest(token);
        synchronized (held) {
            Held known = held.get(digest);
            if (known != null && known.until.isAfter(clock.instant())) {
                return known.answer;
            }
        }
        Answer answer = ask(token);
        synchronized (held) {
            held.remove(digest);
            held.put(digest, new Held(answer, clock.instant().plus(HOLDS)));
        }
        return answer;
    }

    private Answer ask(String token) {
        TokenReview answered = client.tokenReviews()
                .create(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .withAudiences(AUDIENCE)
                        .endSpec()
                        .build());
        TokenReviewStatus status = answered.getStatus();
        boolean accepted = status != null
                && Boolean.TRUE.equals(status.getAuthenticated())
                && status.getUser() != null
                && user.equals(status.getUser().getUsername())
                && status.getAudiences() != null
                && status.getAudiences().contains(AUDIENCE);
        if (!accepted) {
            return new Answer(false, Optional.empty());
        }
        Map<String, List<String>> extra =
                Optional.ofNullable(status.getUser().getExtra()).orElse(Map.of());
        return new Answer(
                true,
                Optional.ofNullable(extra.get(NODE)).flatMap(it -> it.stream().findFirst()));
    }

    /** Returns whether a token says of itself that it is the account's; whether that is true is for the API server to say. */
    private boolean mayBe(String token) {
        String[] parts = token.length() > LONGEST ? new String[0] : token.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            JsonNode claims = json.readTree(Base64.getUrlDecoder().decode(parts[1]));
            return user.equals(claims.path("sub").asText());
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static String digest(String token) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
