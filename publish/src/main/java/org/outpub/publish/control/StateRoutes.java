package org.outpub.publish.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.outpub.api.config.Excerpt;
import org.outpub.api.state.DeviceState;
import org.outpub.api.state.Extension;
import org.outpub.api.state.ExtensionState;
import org.outpub.api.state.MessageCounts;
import org.outpub.api.state.Party;
import org.outpub.api.state.PbxState;
import org.outpub.api.state.StateTable;

/** Feeds what devices, extensions and mailboxes do, and tells it. */
final class StateRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String COUNTS = "{\"new\": 1, \"old\": 0}";
    private static final String EXTENSION_STATE =
            "{\"state\": \"RINGING\", \"note\": \"…\", \"caller\": {\"uri\": \"…\", \"name\": \"…\"}}";
    /** What a page of states may have at most, so that an answer is bounded. */
    private static final int MOST_LISTED = 10_000;

    private final PbxState pbx;

    StateRoutes(PbxState pbx) {
        this.pbx = pbx;
    }

    /** {@code /device-states[/DEVICE]}; the name may hold slashes, as {@code PJSIP/1000} does. */
    Reply devices(Request request, List<String> rest) {
        return rest.isEmpty()
                ? list(request, pbx.devices(), device -> device, StateRoutes::write)
                : one(request, () -> device(request, String.join("/", rest)));
    }

    private Reply device(Request request, String device) {
        return switch (request.method()) {
            case "PUT" -> fed(() -> pbx.deviceState(device, deviceState(text(request))));
            case "DELETE" -> fed(() -> pbx.deviceRemoved(device));
            default -> found(device, pbx.devices().get(device).map(StateRoutes::write));
        };
    }

    /** {@code /mailboxes[/MAILBOX]}. */
    Reply mailboxes(Request request, List<String> rest) {
        return rest.isEmpty()
                ? list(request, pbx.mailboxes(), mailbox -> mailbox, StateRoutes::write)
                : one(request, () -> mailbox(request, String.join("/", rest)));
    }

    private Reply mailbox(Request request, String mailbox) {
        return switch (request.method()) {
            case "PUT" -> fed(() -> pbx.mailbox(mailbox, counts(request)));
            case "DELETE" -> fed(() -> pbx.mailboxRemoved(mailbox));
            default -> found(mailbox, pbx.mailboxes().get(mailbox).map(StateRoutes::write));
        };
    }

    /** {@code /extension-states[/CONTEXT/EXTEN]}. */
    Reply extensions(Request request, List<String> rest) {
        if (rest.isEmpty()) {
            return list(request, pbx.extensions(), Extension::toString, StateRoutes::write);
        }
        return rest.size() == 2
                ? one(request, () -> extension(request, rest.get(0), rest.get(1)))
                : Reply.error(404, "expected /extension-states/CONTEXT/EXTEN");
    }

    private Reply extension(Request request, String context, String exten) {
        return switch (request.method()) {
            case "PUT" -> fed(() -> pbx.extensionState(context, exten, extensionState(request)));
            case "DELETE" -> fed(() -> pbx.extensionRemoved(context, exten));
            default ->
                found(
                        exten + "@" + context,
                        pbx.extensions().get(new Extension(context, exten)).map(StateRoutes::write));
        };
    }

    private interface Answer {
        Reply give();
    }

    private static Reply one(Request request, Answer answer) {
        if (!List.of("GET", "PUT", "DELETE").contains(request.method())) {
            return Reply.notAllowed(request.method(), "GET", "PUT", "DELETE");
        }
        try {
            return answer.give();
        } catch (IllegalArgumentException refused) {
            return Reply.error(400, String.valueOf(refused.getMessage()));
        }
    }

    private static Reply fed(Runnable feeding) {
        feeding.run();
        return Reply.json(200, JSON.objectNode().put("result", "taken"));
    }

    private static Reply found(String name, Optional<? extends JsonNode> state) {
        return state.map(known -> Reply.json(200, JSON.objectNode().set(name, known)))
                .orElseGet(() -> Reply.error(404, "nothing is known of " + Excerpt.quoted(name)));
    }

    private static <K extends Comparable<K>, V> Reply list(
            Request request, StateTable<K, V> table, Function<K, String> name, Function<V, JsonNode> write) {
        if (!request.method().equals("GET")) {
            return Reply.notAllowed(request.method(), "GET");
        }
        ObjectNode all = JSON.objectNode();
        table.keys().stream()
                .limit(MOST_LISTED)
                .forEach(key -> table.get(key).ifPresent(state -> all.set(name.apply(key), write.apply(state))));
        return Reply.json(200, all);
    }

    private static DeviceState deviceState(String word) {
        return DeviceState.named(word)
                .orElseThrow(() -> new IllegalArgumentException(Excerpt.quoted(word) + " is not a state; expected "
                        + Arrays.stream(DeviceState.values())
                                .map(DeviceState::toString)
                                .collect(Collectors.joining(", "))));
    }

    private static String text(Request request) {
        return new String(request.body(), StandardCharsets.UTF_8).strip();
    }

    private static MessageCounts counts(Request request) {
        JsonNode counts = JsonBody.object(request.body(), COUNTS, "new", "old");
        return new MessageCounts(count(counts.path("new")), count(counts.path("old")));
    }

    private static int count(JsonNode count) {
        if (!count.isIntegralNumber() || !count.canConvertToInt()) {
            throw new IllegalArgumentException("expected " + COUNTS);
        }
        return count.intValue();
    }

    /** A word, or an object with a note and a caller. */
    private static ExtensionState extensionState(Request request) {
        String text = text(request);
        if (!text.startsWith("{")) {
            return ExtensionState.of(deviceState(text));
        }
        JsonNode object = JsonBody.object(request.body(), EXTENSION_STATE, "state", "note", "caller");
        ExtensionState state = ExtensionState.of(deviceState(JsonBody.requiredText(object, "state")));
        Optional<String> note = JsonBody.text(object, "note");
        if (note.isPresent()) {
            state = state.withNote(note.get());
        }
        return object.hasNonNull("caller") ? state.withCaller(caller(object.get("caller"))) : state;
    }

    private static Party caller(JsonNode caller) {
        JsonBody.object(caller, EXTENSION_STATE, "uri", "name");
        return new Party(
                JsonBody.requiredText(caller, "uri"),
                JsonBody.text(caller, "name").orElse(null));
    }

    private static JsonNode write(DeviceState state) {
        return JSON.textNode(state.toString());
    }

    private static JsonNode write(MessageCounts counts) {
        return JSON.objectNode().put("new", counts.newMessages()).put("old", counts.oldMessages());
    }

    private static JsonNode write(ExtensionState state) {
        ObjectNode one = JSON.objectNode().put("state", state.state().toString());
        if (state.note() != null) {
            one.put("note", state.note());
        }
        Party caller = state.caller();
        if (caller != null) {
            one.putObject("caller").put("uri", caller.uri()).put("name", caller.displayName());
        }
        return one;
    }
}
