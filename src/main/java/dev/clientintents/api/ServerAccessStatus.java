package dev.clientintents.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of a ServerAccess, as the operator reports it.
 *
 * @param observedGeneration the generation of the spec that this status speaks of
 * @param pods how many pods of the server exist, or of all servers that are meant; null where the object does not count
 * @param policy the name of the server policy; null where there is none, or the object is about all servers
 * @param conditions {@code Accepted}, {@code Enforced} and their summary {@code Ready}
 * @param consumers who is admitted and who waits for consent
 * @param entrances who comes in without declaring, each with its reason
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServerAccessStatus(
        @Nullable Long observedGeneration,

        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Integer pods,

        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String policy,

        List<Condition> conditions,

        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Consumers consumers,

        List<EntranceStatus> entrances) {

    // what may become null is written as null, since a merge patch keeps what it does not name
    public ServerAccessStatus(
            @Nullable Long observedGeneration,
            @Nullable Integer pods,
            @Nullable String policy,
            @Nullable List<Condition> conditions,
            @Nullable Consumers consumers,
            @Nullable List<EntranceStatus> entrances) {
        this.observedGeneration = observedGeneration;
        this.pods = pods;
        this.policy = policy;
        this.conditions = conditions == null ? List.of() : List.copyOf(conditions);
        this.consumers = consumers;
        this.entrances = entrances == null ? List.of() : List.copyOf(entrances);
    }

    /**
     * The clients that declare the server.
     *
     * @param admitted how many clients have a declaration that counts
     * @param waiting those whose declarations wait for consent, by their names, the first of them where they are many
     * @param waitingCount how many wait
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Consumers(int admitted, List<WaitingClient> waiting, int waitingCount) {

        public Consumers(int admitted, @Nullable List<WaitingClient> waiting, int waitingCount) {
            this.admitted = admitted;
            this.waiting = waiting == null ? List.of() : List.copyOf(waiting);
            this.waitingCount = waitingCount;
        }
    }

    /**
     * A client that waits for consent.
     *
     * @param name the name of its workload
     * @param namespace its namespace
     * @param kind its kind; null where its declaration names none
     * @param ports the ports for which it waits, as people read them; null where these are all
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WaitingClient(
            String name,
            String namespace,
            @Nullable String kind,
            @Nullable String ports) {}

    /**
     * One entrance.
     *
     * @param reason what leads it there, for people
     * @param state {@code Admitted}, {@code Declared} where a ServerAccess would have to ask for it, {@code
     *     NotEnforceable} where no policy can name its source, or {@code NoPods}
     * @param from the source as the policy names it; null where it does not
     * @param ports the ports of the pods; null where these are all
     * @param message what a person has to know or do; null where the state says it all
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EntranceStatus(
            String reason,
            String state,
            @Nullable String from,
            @Nullable String ports,
            @Nullable String message) {}
}
