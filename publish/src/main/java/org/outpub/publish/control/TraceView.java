package org.outpub.publish.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.outpub.api.config.Excerpt;
import org.outpub.api.publication.TracedMessage;

/** Writes messages of a trace as JSON and as a packet capture, and reads the JSON back. Pure. */
public final class TraceView {
    private TraceView() {}

    static ArrayNode json(List<TracedMessage> messages) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (TracedMessage message : messages) {
            ObjectNode one = all.addObject()
                    .put("number", message.number())
                    .put("at", message.at().toString())
                    .put("direction", message.sent() ? "sent" : "received")
                    .put("transport", message.transport())
                    .put("local", text(message.local()))
                    .put("remote", text(message.remote()))
                    .put("callId", Excerpt.line(message.callId()));
            String text = new String(message.bytes(), StandardCharsets.UTF_8);
            if (text.indexOf('\ufffd') < 0) {
                one.put("text", text);
            } else {
                one.put("base64", Base64.getEncoder().encodeToString(message.bytes()));
            }
        }
        return all;
    }

    static byte[] pcap(List<TracedMessage> messages) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(Pcap.header());
        messages.forEach(message -> file.writeBytes(record(message)));
        return file.toByteArray();
    }

    /**
     * A message in a packet capture.
     *
     * @param message of a trace
     * @return a record
     */
    public static byte[] record(TracedMessage message) {
        return Pcap.record(
                message.at(),
                message.sent() ? message.local() : message.remote(),
                message.sent() ? message.remote() : message.local(),
                message.bytes());
    }

    /**
     * Reads a message back.
     *
     * @param json one of what was written
     * @return the message
     */
    public static TracedMessage read(JsonNode json) {
        byte[] bytes = json.has("text")
                ? json.path("text").asText().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(json.path("base64").asText());
        return new TracedMessage(
                json.path("number").asLong(),
                Instant.parse(json.path("at").asText()),
                json.path("direction").asText().equals("sent"),
                json.path("transport").asText(),
                address(json.path("local").asText()),
                address(json.path("remote").asText()),
                json.path("callId").asText(),
                bytes);
    }

    /**
     * An address for people.
     *
     * @param address resolved
     * @return such as {@code 192.0.2.1:5060}
     */
    public static String text(InetSocketAddress address) {
        return HostAndPort.fromParts(InetAddresses.toAddrString(address.getAddress()), address.getPort())
                .toString();
    }

    private static InetSocketAddress address(String text) {
        HostAndPort parts = HostAndPort.fromString(text);
        return new InetSocketAddress(InetAddresses.forString(parts.getHost()), parts.getPort());
    }
}
