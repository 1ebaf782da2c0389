package dev.clientintents.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/** Connections that send next to nothing for as long as they are let, and are opened again when they are broken off. */
public final class SlowSenders implements AutoCloseable {

    /** A byte each so often, and what was broken off is opened again as often. */
    private static final long EVERY_MILLIS = Integer.getInteger("slow.millis", 300);

    private static final int SHARES = 50;

    private final List<Sender> senders = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private final AtomicInteger cut = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile int open;
    private int number;
    private volatile Duration shortest = Duration.ofDays(1);

    /** One connection. */
    public interface Way {

        /** Opens it and sends what comes at once. */
        Sender open(int number) throws IOException;
    }

    /** What sends on it. */
    public interface Sender {

        /** Sends a byte; fails where the server has ended the connection. */
        void send() throws IOException;

        void close();
    }

    private record Opened(Sender sender, long since) implements Sender {

        @Override
        public void send() throws IOException {
            sender.send();
        }

        @Override
        public void close() {
            sender.close();
        }
    }

    private SlowSenders(int count, Way way) {
        this.thread = new Thread(() -> run(count, way), "slow-senders");
        thread.setDaemon(true);
        thread.start();
    }

    /** Opens as many. */
    public static SlowSenders of(int count, Way way) {
        return new SlowSenders(count, way);
    }

    /** A header without an end, or the beginning of a handshake, from one of some addresses of this machine. */
    public static Way plain(int port, List<InetAddress> from, byte[] beginning) {
        return number -> {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(from.get(number % from.size()), 0));
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.configureBlocking(false);
                channel.write(ByteBuffer.wrap(beginning));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new Plain(channel);
        };
    }

    /** The beginning of a request for a path without TLS. */
    public static byte[] header(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: x\r\nX-Slow: ").getBytes(StandardCharsets.US_ASCII);
    }

    /** The beginning of a record of TLS that would hold a greeting of 16 KiB. */
    public static byte[] handshake() {
        return new byte[] {22, 3, 1, 64, 0};
    }

    /** Addresses of this machine from which it can connect to itself, as Linux has them. */
    public static List<InetAddress> addresses(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new byte[] {127, 0, 1, (byte) i})
                .map(SlowSenders::address)
                .toList();
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A request over TLS with a body of which a part comes at once. */
    public static Way body(int port, List<InetAddress> from, SSLContext tls, String path, int length, int atOnce) {
        return number -> {
            Socket socket = tls.getSocketFactory().createSocket();
            socket.bind(new InetSocketAddress(from.get(number % from.size()), 0));
            try {
                socket.setSoTimeout(2_000);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                String header = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
                socket.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(new byte[atOnce]);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
            return new Secured(socket);
        };
    }

    private record Plain(SocketChannel channel) implements Sender {

        @Override
        public void send() throws IOException {
            if (channel.read(ByteBuffer.allocate(256)) < 0) {
                throw new IOException("ended");
            }
            channel.write(ByteBuffer.wrap(new byte[] {'x'}));
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record Secured(Socket socket) implements Sender {

        @Override
        public void send() throws IOException {
            socket.getOutputStream().write('x');
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void run(int count, Way way) {
        try {
            int share = Math.max(1, count / SHARES);
            while (!closed) {
                // clients keep no common time
                for (int i = 0; i < count && !closed; i += share) {
                    long start = System.nanoTime();
                    List<Sender> some =
                            senders.subList(Math.min(i, senders.size()), Math.min(i + share, senders.size()));
                    some.removeIf(this::isEnded);
                    for (int added = 0; added < share && senders.size() < count && !closed; added++) {
                        add(way, number++);
                    }
                    open = senders.size();
                    long left = EVERY_MILLIS * share / count - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                    TimeUnit.MILLISECONDS.sleep(Math.max(1, left));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            senders.forEach(Sender::close);
        }
    }

    private void add(Way way, int number) {
        try {
            long since = System.nanoTime();
            senders.add(new Opened(way.open(number), since));
        } catch (IOException e) {
            refused.incrementAndGet();
        }
    }

    private boolean isEnded(Sender sender) {
        try {
            sender.send();
            return false;
        } catch (IOException e) {
            sender.close();
            var lasted = Duration.ofNanos(System.nanoTime() - ((Opened) sender).since());
            shortest = lasted.compareTo(shortest) < 0 ? lasted : shortest;
            cut.incrementAndGet();
            return true;
        }
    }

    /** How many are open, as far as is known. */
    public int open() {
        return open;
    }

    /** How many the server has broken off. */
    public int cut() {
        return cut.get();
    }

    /** How many could not be opened. */
    public int refused() {
        return refused.get();
    }

    /** The shortest time that one lasted that was broken off. */
    Duration shortest() {
        return shortest;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
