import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A test in Java: an organisation of its own, a message by the provider's protocol, and the code on the phone.
 *
 * <p>Usage: java ReadCode.java [address of the phone network]. A project of yours reads JSON with its own library.
 */
public class ReadCode {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String NUMBER = "%2B31612345678";

  public static void main(String[] arguments) throws Exception {
    String network = arguments.length > 0 ? arguments[0] : "http://127.0.0.1:8025";
    String made = post(network + "/api/v1/organisations", "application/json", "{\"name\": \"Java\"}", null);
    String organisation = network + "/api/v1/organisations/" + field("id", made);
    try {
      String account = get(organisation + "/account");
      String sid = field("account_sid", account);
      String credentials = sid + ":" + field("auth_token", account);

      // What the system under test does:
      String form = "To=" + NUMBER + "&From=%2B15005550006&Body=509326+is+your+code.";
      String basic = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes());
      String messages = network + "/2010-04-01/Accounts/" + sid + "/Messages.json";
      post(messages, "application/x-www-form-urlencoded", form, basic);

      // What the person with the phone does:
      System.out.println(field("code", get(organisation + "/handsets/" + NUMBER + "/code?timeout=10")));
    } finally {
      send(HttpRequest.newBuilder(URI.create(organisation)).DELETE());
    }
  }

  private static String get(String url) throws Exception {
    return send(HttpRequest.newBuilder(URI.create(url)));
  }

  private static String post(String url, String type, String body, String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).header("content-type", type);
    if (authorization != null) {
      request.header("authorization", authorization);
    }
    return send(request.POST(BodyPublishers.ofString(body)));
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    var answer = CLIENT.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private static String field(String name, String json) {
    var found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("no \"" + name + "\" in: " + (json.isEmpty() ? "nothing" : json));
    }
    return found.group(1);
  }
}
