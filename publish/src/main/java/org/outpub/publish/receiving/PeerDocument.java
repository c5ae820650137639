package org.outpub.publish.receiving;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.MessageCounts;
import org.outpub.publish.sources.packages.EntityId;

/** A document by which Asterisk servers tell each other of devices and mailboxes, read. Immutable. */
sealed interface PeerDocument {
    /** The longest that is read; a name of 255 characters, each escaped, fits. */
    int LONGEST = 4096;

    /**
     * Which server tells.
     *
     * @return its entity id
     */
    EntityId eid();

    /** The wish to be told everything. */
    record Refresh(EntityId eid) implements PeerDocument {}

    /**
     * A device's state.
     *
     * @param device its name, 1 to 255 characters
     * @param state {@link DeviceState#UNKNOWN} for a word that is none
     * @param kept whether the state is to be remembered ({@code cachable})
     */
    record Device(EntityId eid, String device, DeviceState state, boolean kept) implements PeerDocument {}

    /**
     * A mailbox's counts.
     *
     * @param mailbox its name, 1 to 255 characters, not beginning with {@code @}
     */
    record Mailbox(EntityId eid, String mailbox, MessageCounts counts) implements PeerDocument {}

    /** Of a type that means nothing here. */
    record Other(EntityId eid) implements PeerDocument {}

    /** Says in a phrase why bytes are no such document; holds nothing of theirs. */
    final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    /**
     * Reads a document.
     *
     * @param body JSON in UTF-8
     * @return the document
     * @throws UnreadableException if it is none
     */
    static PeerDocument read(byte[] body) throws UnreadableException {
        return new Reader(body).read();
    }

    /** Reads one document. */
    final class Reader {
        private static final int LONGEST_NAME = 255;
        private static final int DEEPEST = 8;
        private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .build())
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

        private final JsonNode root;

        Reader(byte[] body) throws UnreadableException {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(body))
                        .toString();
                this.root = JSON.readTree(text);
            } catch (CharacterCodingException foreign) {
                throw new UnreadableException("not UTF-8");
            } catch (JsonProcessingException malformed) {
                throw new UnreadableException("not JSON");
            }
        }

        PeerDocument read() throws UnreadableException {
            EntityId eid =
                    EntityId.parse(text("eid")).orElseThrow(() -> new UnreadableException("no entity id in eid"));
            return switch (text("type")) {
                case "refresh" -> new Refresh(eid);
                case "devicestate" ->
                    new Device(
                            eid,
                            name("device"),
                            DeviceState.named(text("state")).orElse(DeviceState.UNKNOWN),
                            root.path("cachable").asInt(1) != 0);
                case "mailboxstate" -> new Mailbox(eid, mailbox(), new MessageCounts(count("new"), count("old")));
                default -> new Other(eid);
            };
        }

        private String text(String field) throws UnreadableException {
            return Optional.of(root.path(field))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue)
                    .orElseThrow(() -> new UnreadableException("no text in " + field));
        }

        private String name(String field) throws UnreadableException {
            String name = text(field);
            if (name.isEmpty() || name.length() > LONGEST_NAME) {
                throw new UnreadableException(field + " has 1 to " + LONGEST_NAME + " characters");
            }
            boolean sound = name.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
            if (!sound) {
                throw new UnreadableException(field + " holds what is no character");
            }
            return name;
        }

        private String mailbox() throws UnreadableException {
            String mailbox = name("uniqueid");
            if (mailbox.startsWith("@")) {
                throw new UnreadableException("no mailbox in uniqueid");
            }
            return mailbox;
        }

        private int count(String field) throws UnreadableException {
            JsonNode count = root.path(field);
            if (!count.isIntegralNumber() || !count.canConvertToInt() || count.intValue() < 0) {
                throw new UnreadableException("no number of messages in " + field);
            }
            return count.intValue();
        }
    }
}
