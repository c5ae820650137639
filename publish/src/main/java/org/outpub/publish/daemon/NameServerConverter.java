package org.outpub.publish.daemon;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a name server, for whose own name there would be nobody to ask. */
final class NameServerConverter implements ITypeConverter<InetSocketAddress> {
    private static final int DNS_PORT = 53;

    NameServerConverter() {}

    @Override
    public InetSocketAddress convert(String text) {
        try {
            HostAndPort server = HostAndPort.fromString(text).withDefaultPort(DNS_PORT);
            InetAddress address = server.getHost().equals("localhost")
                    ? InetAddress.getLoopbackAddress()
                    : InetAddresses.forString(server.getHost());
            return new InetSocketAddress(address, server.getPort());
        } catch (IllegalArgumentException malformed) {
            throw new TypeConversionException(
                    "'" + text + "' is not an IP address with an optional port, such as 127.0.0.1:53");
        }
    }
}
