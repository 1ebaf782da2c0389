package dev.clientintents.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/** A connection that holds a place among those that are allowed, and notes when bytes come. */
final class BoundedEndPoint extends SocketChannelEndPoint {

    private final InetAddress address;
    private final Progress progress;
    private final Budget.Claim place;

    /** @throws IOException where there is no room for it */
    BoundedEndPoint(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            Budget places,
            Progress progress)
            throws IOException {
        super(channel, selector, key, scheduler);
        this.address = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
        this.progress = progress;
        this.place = places.claim(address, 1, progress, this::cut)
                .orElseThrow(() -> new IOException("no room for one more connection of " + address));
    }

    /** Returns the connection that a request came by. */
    static BoundedEndPoint of(Request request) {
        return of(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    /** Returns the connection below another one, such as a layer of TLS. */
    static BoundedEndPoint of(EndPoint endPoint) {
        EndPoint below = endPoint;
        while (below instanceof EndPoint.Wrapper wrapper) {
            below = wrapper.unwrap();
        }
        return (BoundedEndPoint) below;
    }

    InetAddress address() {
        return address;
    }

    Progress progress() {
        return progress;
    }

    /** Breaks it off. */
    void cut() {
        close(new IOException("broken off: the other side took too long, or too much"));
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int filled = super.fill(buffer);
        if (filled > 0) {
            progress.received();
        }
        return filled;
    }

    @Override
    public void onClose(Throwable cause) {
        place.release();
        super.onClose(cause);
    }
}
