package dev.clientintents.learn.suggest;

import org.jspecify.annotations.Nullable;

/**
 * A name in a text that may be that of a host.
 *
 * @param host as it stands there, in lower case and without a dot at its end
 * @param port the port beside it; 0 where none is
 * @param scheme the scheme of the URL that it stands in, such as {@code redis}; null where it stands in none
 * @param form by what it is taken for a host
 */
record Mention(String host, int port, @Nullable String scheme, Form form) {

    /** By what a name is taken for that of a host. */
    enum Form {
        /** It stands in a URL. */
        URL,
        /** It ends as names of Services do, {@code cart.shop.svc}. */
        FULL_NAME,
        /** What it is a value of is named as hosts are: {@code CART_HOST}, {@code db.url}, {@code --server}. */
        KEYED,
        /** A port follows it, so that it is one where a Service has that name and that port. */
        WITH_PORT
    }
}
