package dev.clientintents.operator;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * The first TLS handshake of a process takes Java many times as long as later ones, most of all for the tables of the
 * curve P-256, on which each client offers a key; and until then the operator knows nothing of its cluster.
 */
public final class FirstHandshake {

    private FirstHandshake() {}

    /** Makes ready for it on a thread of its own, while the process does what comes before. */
    public static void prepare() {
        var thread = new Thread(FirstHandshake::greetNobody, "first-handshake");
        thread.setDaemon(true);
        thread.start();
    }

    /** Makes a greeting that is not sent. */
    private static void greetNobody() {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(new KeyManager[0], new TrustManager[0], null);
            SSLEngine engine = tls.createSSLEngine();
            engine.setUseClientMode(true);
            engine.wrap(
                    ByteBuffer.allocate(0),
                    ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
        } catch (GeneralSecurityException | SSLException e) {
            // whoever shakes hands in earnest will find it, too, and say so
        }
    }
}
