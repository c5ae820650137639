package org.outpub.publish.wire.netty;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.outpub.publish.wire.tls.TlsFailure;

/** Says in one line why the system or TLS refused something. Pure. */
final class IoFailure {
    private IoFailure() {}

    /** The system's reason, without the names of calls and addresses around it. */
    static String reason(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return "it is closed";
        }
        String text = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        // Such as "bind(..) failed with error(-98): Address already in use", or "Connection refused: /192.0.2.1:5060".
        int call = text.indexOf("): ");
        String reason = call < 0 ? text : text.substring(call + "): ".length());
        int address = reason.indexOf(": ");
        return address < 0 ? reason : reason.substring(0, address);
    }

    /** Why TLS failed. */
    static String tlsReason(Throwable failure) {
        Throwable cause =
                failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NotSslRecordException) {
            return "what comes is no TLS";
        }
        if (cause instanceof ClosedChannelException) {
            return "the connection was closed";
        }
        return cause instanceof SSLException || cause.getCause() != null ? TlsFailure.reason(cause) : reason(cause);
    }

    /** Whether TLS failed rather than the system. */
    static boolean isTls(Throwable failure) {
        return failure instanceof SSLException
                || failure instanceof DecoderException && failure.getCause() instanceof SSLException;
    }

    static String text(InetSocketAddress address) {
        String host = com.google.common.net.InetAddresses.toUriString(address.getAddress());
        return host + ":" + address.getPort();
    }
}
