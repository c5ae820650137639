package org.outpub.publish.sources.documents;

import static org.outpub.publish.sources.documents.XmlElement.named;
import static org.outpub.publish.sources.documents.XmlElement.withText;

import org.jspecify.annotations.Nullable;
import org.outpub.api.state.Party;

/** {@code application/dialog-info+xml}: RFC 4235. */
final class DialogInfo {
    private DialogInfo() {}

    /** As deployed: the parties of a ringing call stand before the state, and a parameter's value is {@code pvalue}. */
    static XmlElement deployed(ExtensionView view, long version) {
        XmlElement dialog = dialog(view);
        Party caller = caller(view);
        if (caller != null) {
            dialog.containing(party("remote", caller), party("local", new Party(view.local(), null)));
        }
        dialog.containing(state(view));
        holdOn(view, dialog, "pvalue");
        return document(view, version, dialog);
    }

    /** Valid: RFC 4235 §4.4 has the state first, then the local party, then the remote one, and {@code pval}. */
    static XmlElement strict(ExtensionView view, long version) {
        XmlElement dialog = dialog(view).containing(state(view));
        Party caller = caller(view);
        if (caller != null) {
            dialog.containing(party("local", new Party(view.local(), null)), party("remote", caller));
        }
        holdOn(view, dialog, "pval");
        return document(view, version, dialog);
    }

    private static XmlElement document(ExtensionView view, long version, XmlElement dialog) {
        return named("dialog-info")
                .attribute("xmlns", "urn:ietf:params:xml:ns:dialog-info")
                .attribute("version", Long.toString(version))
                .attribute("state", "full")
                .attribute("entity", view.local())
                .containing(dialog);
    }

    private static XmlElement dialog(ExtensionView view) {
        XmlElement dialog = named("dialog").attribute("id", view.exten());
        return view.lamp() == LampState.RINGING ? dialog.attribute("direction", "recipient") : dialog;
    }

    private static XmlElement state(ExtensionView view) {
        return withText("state", view.lamp().dialog);
    }

    private static @Nullable Party caller(ExtensionView view) {
        return view.lamp() == LampState.RINGING ? view.state().caller() : null;
    }

    private static XmlElement party(String role, Party party) {
        XmlElement identity = withText("identity", party.uri());
        String name = party.displayName();
        return named(role)
                .containing(
                        name == null ? identity : identity.attribute("display", name),
                        named("target").attribute("uri", party.uri()));
    }

    /** RFC 4235 §4.1.6 and RFC 3840: a party on hold renders no media. */
    private static void holdOn(ExtensionView view, XmlElement dialog, String valueAttribute) {
        if (view.lamp() == LampState.ON_HOLD) {
            dialog.containing(named("local")
                    .containing(named("target")
                            .attribute("uri", view.local())
                            .containing(named("param")
                                    .attribute("pname", "+sip.rendering")
                                    .attribute(valueAttribute, "no"))));
        }
    }
}
