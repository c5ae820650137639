package org.outpub.publish.wire.netty;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.config.TlsOptions;
import org.outpub.publish.config.Transport;
import org.outpub.publish.wire.Loop;
import org.outpub.publish.wire.tls.TlsContext;

/**
 * What is read and looked up before transports are opened: the files of those that speak TLS, and the addresses of names
 * in {@code bind}. Confined to the loop.
 */
final class Preparation {
    private final CertificateFiles files;
    private final SlowWork slowWork;
    private final Loop loop;
    private final Runnable ready;
    private final Map<TlsOptions, TlsContext> contexts = new HashMap<>();
    private final Map<TlsOptions, String> refused = new HashMap<>();
    private final Map<String, InetAddress> addresses = new HashMap<>();
    private final Map<String, String> unknown = new HashMap<>();
    private int left;

    /**
     * Nothing is done yet.
     *
     * @param ready called on the loop, once, not within {@link #begin}
     */
    Preparation(CertificateFiles files, SlowWork slowWork, Loop loop, Runnable ready) {
        this.files = files;
        this.slowWork = slowWork;
        this.loop = loop;
        this.ready = ready;
    }

    /**
     * Finds out all that is not known.
     *
     * @param transports those to be open
     * @param open those that are, whose files and addresses are known
     */
    void begin(List<@Nullable Transport> transports, List<OpenWay> open) {
        Set<TlsOptions> options = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        for (Transport transport : transports) {
            if (transport == null) {
                continue;
            }
            if (transport.protocol() == Protocol.TLS) {
                options.add(transport.tls());
            }
            if (isName(transport.address())) {
                names.add(transport.address());
            }
        }
        open.forEach(this::know);
        options.removeAll(contexts.keySet());
        names.removeAll(addresses.keySet());
        left = 1 + options.size() + names.size();
        options.forEach(this::read);
        names.forEach(this::lookUp);
        loop.execute(this::done);
    }

    private static boolean isName(String address) {
        return !InetAddresses.isInetAddress(address);
    }

    private void know(OpenWay way) {
        TlsContext context = way instanceof StreamWay stream ? stream.tls() : null;
        if (context != null) {
            contexts.putIfAbsent(context.options(), context);
        }
        Transport transport = way.transport();
        if (transport != null && isName(transport.address())) {
            addresses.putIfAbsent(transport.address(), way.address().getAddress());
        }
    }

    private void read(TlsOptions options) {
        files.load(
                options,
                context -> {
                    contexts.put(options, context);
                    done();
                },
                reason -> {
                    refused.put(options, reason);
                    done();
                });
    }

    private void lookUp(String name) {
        slowWork.ask(
                () -> {
                    try {
                        return InetAddress.getByName(name);
                    } catch (UnknownHostException absent) {
                        throw new UnknownHostException("no address is known for " + name + "; check bind");
                    }
                },
                "check bind: " + name + " was not looked up",
                address -> {
                    addresses.put(name, address);
                    done();
                },
                reason -> {
                    unknown.put(name, reason);
                    done();
                });
    }

    private void done() {
        if (--left == 0) {
            ready.run();
        }
    }

    /** What its files hold; null for none, and where they could not be read. */
    @Nullable
    TlsContext context(Transport transport) {
        return transport.protocol() == Protocol.TLS ? contexts.get(transport.tls()) : null;
    }

    /** Where it is to be bound. */
    InetAddress address(Transport transport) {
        InetAddress found = addresses.get(transport.address());
        return found == null ? InetAddresses.forString(transport.address()) : found;
    }

    /** Why its files cannot be used; null if they can. */
    @Nullable
    String refusal(Transport transport) {
        return transport.protocol() == Protocol.TLS ? refused.get(transport.tls()) : null;
    }

    /** Why it cannot be opened; null if it may. */
    @Nullable
    String obstacle(Transport transport) {
        String reason = refusal(transport);
        return reason == null ? unknown.get(transport.address()) : reason;
    }
}
