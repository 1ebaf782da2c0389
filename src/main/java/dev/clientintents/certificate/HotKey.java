package dev.clientintents.certificate;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Gives a server its key and certificate, which may change while it runs: each new connection gets what holds then. A
 * handshake that is under way ends with the certificate that it began with.
 */
public final class HotKey extends X509ExtendedKeyManager {

    private static final String ALIAS = "serving-";

    private record Served(int number, PrivateKey key, List<X509Certificate> chain) {

        String alias() {
            return ALIAS + number;
        }
    }

    private volatile @Nullable Served served;
    private volatile @Nullable Served before;

    /** Serves these from now on, the server's own certificate first in its chain. */
    public synchronized void use(PrivateKey key, List<X509Certificate> chain) {
        var unused = new Credential(chain.get(0), key);
        Served now = served;
        before = now;
        served = new Served(now == null ? 0 : now.number + 1, key, List.copyOf(chain));
    }

    /** Returns the certificate that is served; null where there is none yet. */
    public @Nullable X509Certificate certificate() {
        Served now = served;
        return now == null ? null : now.chain.get(0);
    }

    /** Returns the TLS context of a server with this key. */
    public SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return chooseServerAlias(keyType, issuers, null);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        Served now = served;
        return now != null && now.key.getAlgorithm().equals(keyType) ? now.alias() : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Served named = named(alias);
        return named == null ? null : named.chain.toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Served named = named(alias);
        return named == null ? null : named.key;
    }

    private @Nullable Served named(String alias) {
        return Stream.of(Optional.ofNullable(served), Optional.ofNullable(before))
                .flatMap(Optional::stream)
                .filter(it -> it.alias().equals(alias))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
