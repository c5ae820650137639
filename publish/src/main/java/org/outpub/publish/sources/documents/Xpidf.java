package org.outpub.publish.sources.documents;

import static org.outpub.publish.sources.documents.XmlElement.named;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * {@code application/xpidf+xml}, a draft's forerunner of PIDF with Microsoft's additions; {@code
 * application/cpim-pidf+xml} is deployed as the same document. Neither has a schema to be strict to.
 */
final class Xpidf {
    private Xpidf() {}

    static XmlElement deployed(ExtensionView view) {
        LampState lamp = view.lamp();
        return named("presence")
                .containing(
                        named("presentity").attribute("uri", view.remote() + ";method=SUBSCRIBE"),
                        named("atom")
                                .attribute("atomid", atomId(view))
                                .attribute("id", view.exten())
                                .containing(named("address")
                                        .attribute("uri", view.remote() + ";user=ip")
                                        .attribute("priority", "0.80000")
                                        .containing(
                                                named("status").attribute("status", lamp.xpidf),
                                                named("msnsubstatus").attribute("substatus", lamp.msn))));
    }

    /** Unique, yet the same for the same presentity, so that an unchanged state gives an unchanged document. */
    private static String atomId(ExtensionView view) {
        return UUID.nameUUIDFromBytes(view.remote().getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
