package org.outpub.publish.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;

class SipUriTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:host",
                "sip:desk@host.example.org:5070;transport=tcp;lr?Subject=x",
                "sips:desk@host",
                "sip:a%20b:pw@192.0.2.1",
                "sip:+1;phone-context=x@host;user=phone",
                "sip:[2001:db8::1]:5060",
                "sip:host.;maddr=1.2.3.4"
            })
    void isWrittenAsItWasRead(String text) throws InvalidValueException {
        assertEquals(text, SipUri.parse(text).toString());
        assertEquals(text, SipUri.parse("<" + text + ">").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "mailto:a@b",
                "tel:+1",
                "sip:",
                "sip:@host",
                "sip:a@",
                "sip:a b@host",
                "sip:a@host:0",
                "sip:a@host:70000",
                "sip:a@host:port",
                "sip:a@999.1.1.1",
                "sip:a@[::1",
                "sip:a@[::zz]",
                "sip:a@ho_st!",
                "sip:a@host;",
                "sip:a@-host",
                "sip:a@host\r\nX: y"
            })
    void whatIsNoSipUriIsRefused(String text) {
        assertThrows(InvalidValueException.class, () -> SipUri.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '"',
            value = {
                "sip:a@b;x=c,d ~ ',' must not stand in the parameters; write %2C",
                "sip:a@b;x^y ~ '^' must not stand in the parameters; write %5E",
                "sip:{a}@b ~ '{' must not stand in the user; write %7B",
                "sip:ä@b ~ 'ä' must not stand in the user; write %C3%A4",
                "sip:a:p|@b ~ '|' must not stand in the password; write %7C",
                "sip:a@b;lr= x ~ a blank must not stand in the parameters",
                "sip:a@b;x=%4 ~ after '%' in the parameters, two hexadecimal digits are expected",
                "sip:a@b,sip:c ~ ',' must not stand in a host",
                "sip:a@b:5060x ~ 'x' stands where"
            })
    void theCharacterThatIsInTheWayIsNamed(String text, String reason) {
        String told = assertThrows(InvalidValueException.class, () -> SipUri.parse(text))
                .getMessage();
        assertTrue(told.startsWith(reason), told);
    }

    @Test
    void aNumberSignInAUserIsTakenAsAsteriskTakesItAndSentEscaped() throws InvalidValueException {
        assertEquals("sip:*98%23@b", SipUri.parse("sip:*98#@b").toString());
    }

    @Test
    void tellsSecureFromNot() throws InvalidValueException {
        assertTrue(SipUri.parse("SIPS:a@b").secure());
        assertFalse(SipUri.parse("sip:a@b").secure());
    }

    @Test
    void findsParametersWithAndWithoutAValue() throws InvalidValueException {
        SipUri uri = SipUri.parse("sip:a@b;Transport=TCP;lr");
        assertEquals(Optional.of("TCP"), uri.parameter("transport"));
        assertEquals(Optional.of(""), uri.parameter("LR"));
        assertEquals(Optional.empty(), uri.parameter("l"));
    }

    @ParameterizedTest
    @CsvSource({"2001, sip:2001@h:5070;x=y", "a b, sip:a%20b@h:5070;x=y", "\u00e4@1, sip:%C3%A4%401@h:5070;x=y"})
    void aUserTakesThePlaceOfTheUserPartAlone(String user, String expected) throws InvalidValueException {
        assertEquals(
                expected, SipUri.parse("sip:old:pw@h:5070;x=y").withUser(user).toString());
    }

    @Test
    void onARequestLineItHasNoHeadersAndNoMethod() throws InvalidValueException {
        assertEquals(
                "sip:a@b;lr",
                SipUri.parse("sip:a@b;method=INVITE;lr?Subject=x")
                        .asRequestUri()
                        .toString());
    }

    @ParameterizedTest
    @CsvSource({
        "sip:a@b:5070;transport=tcp;user=phone;lr;x=y?Subject=x, sip:a@b;user=phone;x=y",
        "sips:a:pw@[::1]:5061;Maddr=1.2.3.4;ttl=1;method=INVITE, sips:a:pw@[::1]",
        "sip:a@b;lrx;transporter=z, sip:a@b;lrx;transporter=z"
    })
    void asAnIdentityItSaysNothingOfTheWay(String uri, String expected) throws InvalidValueException {
        assertEquals(expected, SipUri.parse(uri).asIdentity().toString());
    }
}
