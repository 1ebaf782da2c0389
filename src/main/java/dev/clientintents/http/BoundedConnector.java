package dev.clientintents.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Accepts connections within the limits, and breaks those off that are overdue. */
final class BoundedConnector extends ServerConnector {

    private static final long LOOK_EVERY_MILLIS = 250;

    /**
     * The number of connections that may wait to be accepted. Where that queue of the system is full, a newcomer tries
     * again a second later.
     */
    private static final int ACCEPT_QUEUE = 1_024;

    private final Limits limits;
    private final Budget places;

    BoundedConnector(Server server, Limits limits, ConnectionFactory... factories) {
        super(server, null, null, null, 1, 1, factories);
        this.limits = limits;
        this.places = new Budget(limits.connections(), limits.connectionsOfOne());
        // time is limited by what a connection is at, see Progress
        setIdleTimeout(0);
        setAcceptQueueSize(ACCEPT_QUEUE);
        addBean(new SslHandshakeListener() {
            @Override
            public void handshakeSucceeded(Event event) {
                BoundedEndPoint.of(event.getEndPoint()).progress().secured();
            }
        });
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        lookAgain();
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key)
            throws IOException {
        return new BoundedEndPoint(
                channel, selector, key, getScheduler(), places, new Progress(limits, System::nanoTime));
    }

    private void lookAgain() {
        getScheduler().schedule(this::breakOff, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void breakOff() {
        try {
            for (EndPoint each : getConnectedEndPoints()) {
                if (each instanceof BoundedEndPoint connection
                        && connection.progress().isOverdue()) {
                    connection.cut();
                }
            }
        } finally {
            lookAgain();
        }
    }
}
