package org.outpub.publish.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.outpub.api.config.Excerpt;
import org.outpub.publish.config.ConfigurationView;
import org.outpub.publish.config.Plan;

/** Writes plans and configurations as JSON, and reads the latter back. Pure. */
public final class PlanView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PlanView() {}

    /**
     * Writes a plan.
     *
     * @param plan as it is
     * @return its actions and problems
     */
    public static ObjectNode of(Plan plan) {
        ObjectNode all = JSON.objectNode().put("changes", plan.changesAnything());
        ArrayNode actions = all.putArray("actions");
        plan.actions().forEach(action -> {
            ArrayNode options = actions.addObject()
                    .put("action", action.kind().name().toLowerCase(Locale.ROOT))
                    .put("type", action.type())
                    .put("id", Excerpt.line(action.id()))
                    .putArray("options");
            action.options().forEach(option -> options.add(Excerpt.line(option)));
        });
        ArrayNode problems = all.putArray("problems");
        plan.problems().forEach(problem -> problems.add(Views.of(problem)));
        return all;
    }

    /**
     * Writes a configuration.
     *
     * @param view without secrets
     * @return types, ids and options, as a {@code pjsip.json} has them
     */
    static ObjectNode of(ConfigurationView view) {
        ObjectNode all = JSON.objectNode();
        view.withoutSecrets().objects().forEach((type, ids) -> {
            ObjectNode objects = all.putObject(type);
            ids.forEach((id, options) -> {
                ObjectNode object = objects.putObject(id);
                options.forEach(object::put);
            });
        });
        return all;
    }

    /**
     * Reads a configuration back.
     *
     * @param json as it was written
     * @return without secrets
     */
    public static ConfigurationView read(JsonNode json) {
        Map<String, Map<String, Map<String, String>>> types = new LinkedHashMap<>();
        json.fields().forEachRemaining(type -> {
            Map<String, Map<String, String>> ids = new LinkedHashMap<>();
            type.getValue().fields().forEachRemaining(object -> {
                Map<String, String> options = new LinkedHashMap<>();
                object.getValue()
                        .fields()
                        .forEachRemaining(option ->
                                options.put(option.getKey(), option.getValue().asText()));
                ids.put(object.getKey(), options);
            });
            types.put(type.getKey(), ids);
        });
        return new ConfigurationView(types);
    }
}
