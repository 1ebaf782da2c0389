package dev.clientintents.operator;

import dev.clientintents.graph.Scope;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.concurrent.ExecutorService;

/** What the three reconcilers share: what is known of the cluster, what is to be done, and the ways to write. */
record Cluster(
        Scope scope,
        Gate gate,
        SharedGraph graph,
        ServerQueue queue,
        WriteOrder order,
        Triggers triggers,
        StatusTriggers statuses,
        StatusPatience patience,
        PolicyStore policies,
        PodFeed podFeed,
        NamespaceFeed namespaceFeed,
        ServiceFeed serviceFeed,
        IntentsFeed intentsFeed,
        MetadataApi metadataApi,
        PolicyWriter policyWriter,
        EventRecorder events,
        OperatorMetrics metrics,
        Progress progress,
        Retries<ObjectKey> retries,
        Waiting<ObjectKey> waitingPods,
        Waiting<ServerId> waitingServers,
        ExecutorService policyThreads) {}
