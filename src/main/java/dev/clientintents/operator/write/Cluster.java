package dev.clientintents.operator.write;

import dev.clientintents.graph.Scope;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.watch.IntentsFeed;
import dev.clientintents.operator.watch.NamespaceFeed;
import dev.clientintents.operator.watch.PodFeed;
import dev.clientintents.operator.watch.PolicyStore;
import dev.clientintents.operator.watch.ServiceFeed;
import dev.clientintents.operator.work.LatencyTracker;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.Retries;
import dev.clientintents.operator.work.ServerQueue;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import dev.clientintents.operator.work.StatusDebounce;
import dev.clientintents.operator.work.StatusTriggers;
import dev.clientintents.operator.work.Triggers;
import dev.clientintents.operator.work.WriteActivity;
import dev.clientintents.operator.work.WriteOrder;
import java.util.concurrent.ExecutorService;

/** What the three reconcilers share: what is known of the cluster, what is to be done, and the ways to write. */
public record Cluster(
        Scope scope,
        StartupBarrier gate,
        SharedGraph graph,
        ServerQueue queue,
        WriteOrder order,
        Triggers triggers,
        StatusTriggers statuses,
        StatusDebounce patience,
        PolicyStore policies,
        PodFeed podFeed,
        NamespaceFeed namespaceFeed,
        ServiceFeed serviceFeed,
        IntentsFeed intentsFeed,
        MetadataApi metadataApi,
        PolicyWriter policyWriter,
        EventRecorder events,
        OperatorMetrics metrics,
        WriteActivity progress,
        Retries<ObjectKey> retries,
        LatencyTracker<ObjectKey> waitingPods,
        LatencyTracker<ServerId> waitingServers,
        ExecutorService policyThreads) {}
