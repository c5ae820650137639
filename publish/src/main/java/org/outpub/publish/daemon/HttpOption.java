package org.outpub.publish.daemon;

import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.control.ControlServer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options {@code --http} and {@code --http-token-file} of the daemon and of the commands that ask it. */
final class HttpOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:OUTPUB_HTTP}",
            description = "Where the control interface and the status page are; default $OUTPUB_HTTP, else nowhere.")
    private @Nullable String address;

    @Option(
            names = "--http-token-file",
            paramLabel = "FILE",
            description = "A file whose content requests must show; needed to be reached from other machines.")
    private @Nullable Path tokenFile;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    HttpOption() {}

    /**
     * Where the control interface is.
     *
     * @return empty if it is not wanted
     * @throws ParameterException if it is not an address with a port
     */
    Optional<InetSocketAddress> address() {
        if (address == null || address.isBlank()) {
            return Optional.empty();
        }
        try {
            HostAndPort parsed = HostAndPort.fromString(address);
            int port = parsed.getPort();
            return Optional.of(new InetSocketAddress(InetAddress.getByName(parsed.getHost()), port));
        } catch (UnknownHostException unknown) {
            throw refuse("--http: no address is known for the host of '" + address + "'");
        } catch (IllegalArgumentException | IllegalStateException invalid) {
            throw refuse("--http: '" + address + "' is not HOST:PORT, such as 127.0.0.1:8090");
        }
    }

    /**
     * What requests must show.
     *
     * @return empty if nothing
     * @throws ParameterException if the file cannot be read or says nothing
     */
    Optional<String> token() {
        if (tokenFile == null) {
            return Optional.empty();
        }
        try {
            String token = Files.readString(tokenFile).strip();
            if (token.isEmpty()) {
                throw refuse("--http-token-file: " + tokenFile + " is empty; expected a token in it");
            }
            return Optional.of(token);
        } catch (IOException unreadable) {
            throw refuse("--http-token-file: " + tokenFile + " cannot be read; expected a file that holds a token");
        }
    }

    /**
     * Takes the address for a control interface, before anything else is begun.
     *
     * @return empty if none is wanted
     * @throws ParameterException if it cannot be had as it is asked for
     */
    Optional<ControlServer.Bound> bind() {
        Optional<InetSocketAddress> where = address();
        if (where.isEmpty() && tokenFile != null) {
            throw refuse("--http-token-file has no effect without --http HOST:PORT");
        }
        Optional<String> token = token();
        try {
            return where.isEmpty() ? Optional.empty() : Optional.of(ControlServer.bind(where.get(), token));
        } catch (IllegalArgumentException open) {
            throw refuse("--http: " + open.getMessage() + "; expected --http-token-file FILE, or 127.0.0.1");
        } catch (IOException taken) {
            throw refuse("--http: " + address + " cannot be had: " + taken.getMessage());
        }
    }

    ParameterException refuse(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
