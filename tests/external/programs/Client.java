import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;

/** Asks for an account of the provider with both clients of the JDK, and prints the HTTP status. */
public class Client {
  public static void main(String[] a) throws Exception {
    String basic = "Basic " + Base64.getEncoder().encodeToString((a[1] + ":" + a[2]).getBytes());
    var connection = (HttpURLConnection) new URL(a[0]).openConnection();
    connection.setRequestProperty("Authorization", basic);
    int first = connection.getResponseCode();
    var request = HttpRequest.newBuilder(URI.create(a[0])).header("Authorization", basic).build();
    int second = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    System.out.println(first == second ? first : -1);
  }
}
