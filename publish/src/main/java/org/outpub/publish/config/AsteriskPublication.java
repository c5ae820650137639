package org.outpub.publish.config;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.outpub.api.sorcery.type.ExtendedRegex;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * A {@code type=asterisk-publication} section: what is taken of what a peer publishes, and by which publications it is
 * told and asked. Option names, defaults and meanings are Asterisk's. Immutable.
 *
 * @param id the section's name
 * @param devicestatePublish the {@code outbound-publish} object that tells the peer all devices when it asks, and asks it;
 *     null for none
 * @param mailboxstatePublish the same for mailboxes
 * @param devices whether devices' states are taken
 * @param mailboxes whether mailboxes' counts are taken
 * @param deviceFilter what a device's name must match; empty for anything
 * @param mailboxFilter what a mailbox's name must match; empty for anything
 */
public record AsteriskPublication(
        String id,
        @Nullable String devicestatePublish,
        @Nullable String mailboxstatePublish,
        boolean devices,
        boolean mailboxes,
        String deviceFilter,
        String mailboxFilter)
        implements SorceryObject {
    /** Its declaration. */
    public static final ObjectType<AsteriskPublication> TYPE = ObjectType.of(
                    "asterisk-publication", AsteriskPublication.class)
            .optional("devicestate_publish", publication(), AsteriskPublication::devicestatePublish)
            .about(
                    "the `outbound-publish` section that tells the peer all devices when it asks, and asks it at the start")
            .optional("mailboxstate_publish", publication(), AsteriskPublication::mailboxstatePublish)
            .about("the same for mailboxes")
            .field("device_state", FieldCodecs.yesNo(), "no", AsteriskPublication::devices)
            .about("take the peer's device states")
            .field("device_state_filter", regex(), "", AsteriskPublication::deviceFilter)
            .about("take those of matching names only")
            .field("mailbox_state", FieldCodecs.yesNo(), "no", AsteriskPublication::mailboxes)
            .about("take the peer's mailboxes")
            .field("mailbox_state_filter", regex(), "", AsteriskPublication::mailboxFilter)
            .about("take those of matching names only")
            .build(AsteriskPublication::fromFields);

    private static FieldCodec<String> publication() {
        return FieldCodecs.nonEmpty("the name of an outbound-publish section");
    }

    private static FieldCodec<String> regex() {
        return FieldCodecs.of(
                "a regular expression such as ^PJSIP/",
                text -> {
                    try {
                        compile(text);
                        return text;
                    } catch (PatternSyntaxException malformed) {
                        throw new InvalidValueException(malformed.getDescription());
                    }
                },
                text -> text);
    }

    private static AsteriskPublication fromFields(FieldValues values) {
        return new AsteriskPublication(
                values.id(),
                values.<String>find("devicestate_publish").orElse(null),
                values.<String>find("mailboxstate_publish").orElse(null),
                values.get("device_state"),
                values.get("mailbox_state"),
                values.get("device_state_filter"),
                values.get("mailbox_state_filter"));
    }

    /**
     * Compiles a filter; a part of a name that matches is enough.
     *
     * @param filter one of this record's
     * @return ignores upper and lower case, as Asterisk does
     */
    public static Pattern compile(String filter) {
        return ExtendedRegex.compileIgnoringCase(filter);
    }
}
