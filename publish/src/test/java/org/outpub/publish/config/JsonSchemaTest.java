package org.outpub.publish.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outpub.sorcery.json.JsonSchema;

/** The schema of a pjsip.json, as a validator understands it. */
class JsonSchemaTest {
    private static final String SCHEMA = JsonSchema.of(ObjectTypes.ALL);
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private static Set<ValidationMessage> violations(String document) throws Exception {
        JsonNode schema = new ObjectMapper().readTree(SCHEMA);
        return FACTORY.getSchema(schema).validate(new ObjectMapper().readTree(document));
    }

    private static String publish(String options) {
        return "{\"outbound-publish\": {\"a\": {\"server_uri\": \"sip:a@x\", \"event\": \"presence\"" + options + "}}}";
    }

    @Test
    void theCopyInTheDocumentationIsTheGeneratedOne() throws Exception {
        assertEquals(
                Files.readString(Path.of("../docs/pjsip.schema.json")),
                SCHEMA,
                "write it anew with: outpub schema > docs/pjsip.schema.json");
    }

    @Test
    void itIsASchemaItself() throws Exception {
        JsonNode schema = new ObjectMapper().readTree(SCHEMA);
        assertEquals(
                Set.of(),
                FACTORY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                        .validate(schema));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", \"expiration\": 60",
                ", \"expiration\": \"60\"",
                ", \"multi_user\": true",
                ", \"multi_user\": \"yes\"",
                ", \"outbound_auth\": [\"one\", \"two\"]",
                ", \"outbound_auth\": \"one,two\"",
                ", \"outbound_auth\": []",
                ", \"type\": \"outbound-publish\"",
                ", \"@anything\": 1"
            })
    void whatIsRightConforms(String options) throws Exception {
        assertEquals(Set.of(), violations(publish(options)));
    }

    @Test
    void otherTypesOfAsteriskAndASchemaReferenceConform() throws Exception {
        assertEquals(
                Set.of(),
                violations("{\"$schema\": \"pjsip.schema.json\", \"endpoint\": {\"x\": {\"allow\": [\"alaw\"]}},"
                        + " \"auth\": {\"a\": {\"username\": 100, \"password\": \"p\", \"password_digest\":"
                        + " [\"MD5:0123456789abcdef0123456789abcdef\"], \"nonce_lifetime\": 32}},"
                        + " \"transport\": {\"t\": {\"bind\": \"0.0.0.0\", \"protocol\": \"udp\"}}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ", \"expiration\": 0",
                ", \"expiration\": 4294967296",
                ", \"expiration\": \"soon\"",
                ", \"expiration\": 1.5",
                ", \"expiration\": null",
                ", \"expriation\": 60",
                ", \"multi_user\": \"yse\"",
                ", \"outbound_auth\": {\"one\": 1}",
                ", \"server_uri\": true",
                ", \"@anything\": {}",
                ", \"type\": \"auth\""
            })
    void whatIsWrongDoesNotConform(String options) throws Exception {
        assertNotEquals(Set.of(), violations(publish(options)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"outbound-publish\": {\"a\": {\"event\": \"presence\"}}}",
                "{\"outbound-publish\": []}",
                "{\"outbound-publsh\": {}}",
                "{\"transport\": {\"t\": {}}}"
            })
    void aMissingOptionAndAnUnknownTypeDoNotConform(String document) throws Exception {
        assertNotEquals(Set.of(), violations(document));
    }

    @Test
    void secretsAreMarkedAsNotToBeShown() throws Exception {
        JsonNode auth = new ObjectMapper().readTree(SCHEMA).at("/$defs/auth/properties");
        assertEquals(true, auth.at("/password/writeOnly").booleanValue());
        assertEquals(true, auth.at("/password_digest/writeOnly").booleanValue());
        assertEquals(true, auth.at("/username/writeOnly").isMissingNode());
    }

    @Test
    void defaultsAreThoseOfTheTypes() throws Exception {
        JsonNode publish = new ObjectMapper().readTree(SCHEMA).at("/$defs/outbound-publish/properties");
        assertEquals("3600", publish.at("/expiration/default").toString());
        assertEquals("false", publish.at("/multi_user/default").toString());
        assertEquals("[]", publish.at("/outbound_auth/default").toString());
    }
}
