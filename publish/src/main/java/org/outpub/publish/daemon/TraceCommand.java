package org.outpub.publish.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Excerpt;
import org.outpub.api.publication.TracedMessage;
import org.outpub.publish.control.Pcap;
import org.outpub.publish.control.TraceView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Messages as they are on the wire. */
@Command(
        name = "trace",
        description =
                "Prints the SIP messages of a running daemon as they are on the wire, of all publications or of one."
                        + " The daemon listens from the first time it is asked until half a minute after the last. What proves"
                        + " that a password is known is masked.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:printed",
            "1:there is no such publication",
            "2:no daemon answers, or the file cannot be written"
        })
final class TraceCommand extends AskCommand {
    private static final long PAUSE_MILLIS = 500;

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "The section's name, or ID/USER for one user of it; all if there is none.")
    private @Nullable String id;

    @Option(names = "--follow", description = "Go on until Ctrl-C.")
    private boolean follow;

    @Option(names = "--seconds", paramLabel = "SECONDS", description = "Go on for so long.")
    private int seconds;

    @Option(
            names = "--pcap",
            paramLabel = "FILE",
            description =
                    "Write a packet capture, which Wireshark and sngrep open, and print nothing. Messages stand in"
                            + " it as UDP datagrams, whatever transport they were on.")
    private @Nullable Path pcap;

    private long last;
    private @Nullable OutputStream file;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    TraceCommand() {}

    @Override
    String method() {
        return "GET";
    }

    @Override
    String path() {
        return id == null ? "/trace" : publication(id) + "/trace";
    }

    @Override
    public Integer call() throws InterruptedException {
        if (seconds < 0) {
            throw refuse("--seconds: " + seconds + " is not a number of seconds from 0");
        }
        if (pcap == null) {
            return listen();
        }
        try (OutputStream opened = Files.newOutputStream(pcap)) {
            opened.write(Pcap.header());
            file = opened;
            return listen();
        } catch (IOException refused) {
            throw refuse("--pcap: " + pcap + " cannot be written: " + NewFile.reason(refused));
        }
    }

    private int listen() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int exit = super.call();
        while (exit == 0 && (follow || System.nanoTime() - until < 0)) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            exit = super.call();
        }
        return exit;
    }

    @Override
    String text(JsonNode messages) {
        StringBuilder text = new StringBuilder();
        for (JsonNode json : messages) {
            TracedMessage message = TraceView.read(json);
            if (message.number() > last) {
                last = message.number();
                text.append(file == null ? text(message) : "");
                write(message);
            }
        }
        return text.toString();
    }

    private void write(TracedMessage message) {
        OutputStream opened = file;
        if (opened == null) {
            return;
        }
        try {
            opened.write(TraceView.record(message));
            opened.flush();
        } catch (IOException full) {
            throw refuse("--pcap: " + pcap + " cannot be written: " + NewFile.reason(full));
        }
    }

    private static String text(TracedMessage message) {
        String arrow = message.sent() ? " -> " : " <- ";
        String lines = new String(message.bytes(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.isEmpty() ? "" : "    " + Excerpt.line(line))
                .collect(Collectors.joining("\n"));
        return message.at() + " " + message.transport() + " " + TraceView.text(message.local()) + arrow
                + TraceView.text(message.remote()) + "\n" + lines + "\n\n";
    }
}
